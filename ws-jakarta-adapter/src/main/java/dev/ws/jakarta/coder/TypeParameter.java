package dev.ws.jakarta.coder;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a class says for the one type parameter of a generic interface: of an encoder, a decoder or a message handler. Found
 * through superclasses, super-interfaces and the type variables between them. Stateless; any thread.
 */
public final class TypeParameter {
    private TypeParameter() {}

    /**
     * Finds the type.
     *
     * @param type the class to look at
     * @param generic an interface with one type parameter
     * @return the erasure of its argument; null when the class does not implement the interface, or does not say for what, as
     *     lambdas and generic classes do not
     */
    public static @Nullable Class<?> of(Class<?> type, Class<?> generic) {
        Type argument = argument(type, generic, Map.of());
        return argument == null ? null : erasure(argument);
    }

    private static @Nullable Type argument(Type type, Class<?> generic, Map<TypeVariable<?>, Type> outer) {
        Map<TypeVariable<?>, Type> known = new HashMap<>();
        Class<?> raw = raw(type);
        if (type instanceof ParameterizedType parameterized) {
            TypeVariable<?>[] variables = raw.getTypeParameters();
            Type[] arguments = parameterized.getActualTypeArguments();
            for (int i = 0; i < variables.length; i++) {
                known.put(variables[i], resolve(arguments[i], outer));
            }
        }
        if (raw == generic) {
            return known.get(raw.getTypeParameters()[0]);
        }
        for (Type parent : raw.getGenericInterfaces()) {
            if (generic.isAssignableFrom(raw(parent))) {
                return argument(parent, generic, known);
            }
        }
        Type parent = raw.getGenericSuperclass();
        return parent == null ? null : argument(parent, generic, known);
    }

    private static Type resolve(Type argument, Map<TypeVariable<?>, Type> known) {
        if (argument instanceof TypeVariable<?> variable) {
            return known.getOrDefault(variable, variable);
        }
        if (argument instanceof GenericArrayType array) {
            Class<?> component = erasure(resolve(array.getGenericComponentType(), known));
            return component == null ? array : component.arrayType();
        }
        return argument;
    }

    private static @Nullable Class<?> erasure(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized);
        }
        if (type instanceof GenericArrayType array) {
            Class<?> component = erasure(array.getGenericComponentType());
            return component == null ? null : component.arrayType();
        }
        return null;
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }
}
