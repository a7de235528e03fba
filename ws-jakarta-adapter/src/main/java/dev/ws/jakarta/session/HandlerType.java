package dev.ws.jakarta.session;

import jakarta.websocket.MessageHandler;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the type of the messages that a handler takes, in what its class says about type parameters. No state. */
final class HandlerType {
    private HandlerType() {}

    /**
     * The type that a handler takes.
     *
     * @throws IllegalArgumentException when its class does not say, as those of lambda expressions
     */
    static Class<?> of(MessageHandler handler) {
        Class<?> found = find(handler.getClass(), Map.of());
        if (found == null) {
            throw new IllegalArgumentException("the type of the messages cannot be read from the class "
                    + handler.getClass().getName()
                    + ", which may come from a lambda expression: use addMessageHandler(Class, MessageHandler.Whole) or"
                    + " addMessageHandler(Class, MessageHandler.Partial)");
        }
        return found;
    }

    // The arguments known for a type lead to those of its supertypes.
    private static @Nullable Class<?> find(Type type, Map<TypeVariable<?>, Type> known) {
        Class<?> raw = raw(type, known);
        if (raw == null) {
            return null;
        }
        Map<TypeVariable<?>, Type> arguments = new HashMap<>(known);
        if (type instanceof ParameterizedType parameterized) {
            Type[] actual = parameterized.getActualTypeArguments();
            for (int i = 0; i < actual.length; i++) {
                arguments.put(raw.getTypeParameters()[i], actual[i]);
            }
        }
        if (raw == MessageHandler.Whole.class || raw == MessageHandler.Partial.class) {
            return raw(raw.getTypeParameters()[0], arguments);
        }
        for (Type parent : raw.getGenericInterfaces()) {
            Class<?> found = find(parent, arguments);
            if (found != null) {
                return found;
            }
        }
        Type parent = raw.getGenericSuperclass();
        return parent == null ? null : find(parent, arguments);
    }

    private static @Nullable Class<?> raw(Type type, Map<TypeVariable<?>, Type> known) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType(), known);
        }
        if (type instanceof GenericArrayType array) {
            Class<?> component = raw(array.getGenericComponentType(), known);
            return component == null ? null : component.arrayType();
        }
        Type argument = type instanceof TypeVariable<?> variable ? known.get(variable) : null;
        return argument == null ? null : raw(argument, known);
    }
}
