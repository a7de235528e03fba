package dev.ws.servlet;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Method handles for a container's public types, which a web application does not see by name. Container types are
 * erased to {@code Object}, types of the JDK stay, so that {@code invokeExact} works without the container's classes.
 */
final class Handles {
    private Handles() {}

    /** Finds a public class or interface without initializing it. */
    static Class<?> load(String name, @Nullable ClassLoader loader) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    /** A handle for a public method of a public class or interface. */
    static MethodHandle find(Class<?> owner, String name, Class<?> result, Class<?>... parameters)
            throws ReflectiveOperationException {
        return erase(MethodHandles.publicLookup().findVirtual(owner, name, MethodType.methodType(result, parameters)));
    }

    /** A handle for a public method without parameters, whatever it returns. */
    static MethodHandle find(Class<?> owner, String name) throws ReflectiveOperationException {
        return find(owner, name, resultOf(owner, name));
    }

    /** {@return what a public method without parameters returns} */
    static Class<?> resultOf(Class<?> owner, String name) throws ReflectiveOperationException {
        return owner.getMethod(name).getReturnType();
    }

    /** The same handle with the container's types erased. */
    static MethodHandle erase(MethodHandle handle) {
        MethodHandle fixed = handle.asFixedArity();
        MethodType type = fixed.type();
        for (int i = 0; i < type.parameterCount(); i++) {
            type = type.changeParameterType(i, erased(type.parameterType(i)));
        }
        return fixed.asType(type.changeReturnType(erased(type.returnType())));
    }

    private static Class<?> erased(Class<?> type) {
        return type.isPrimitive() || type.getClassLoader() == null ? type : Object.class;
    }

    /** What a handle threw, for a call that declares no checked exception. */
    static RuntimeException unchecked(Throwable t) {
        if (t instanceof Error error) {
            throw error;
        }
        return t instanceof RuntimeException e ? e : new IllegalStateException(t);
    }

    /** Passes a call of a proxy on, and what it throws back. */
    static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** {@return an answer for the methods every proxy gets: those of Object} */
    static @Nullable Object answerObjectMethod(Object proxy, String name, Object @Nullable [] arguments, Object owner) {
        return switch (name) {
            case "equals" -> arguments != null && arguments[0] == proxy;
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> owner.toString();
            default -> null;
        };
    }
}
