package dev.ws.servlet;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Reaches into container objects whose classes this module must not name. Slow; used once per connection at most. */
final class Reflection {
    private Reflection() {}

    /** The value of a field, private ones included, of the object's class or a superclass. */
    static @Nullable Object field(Object target, String name) throws ReflectiveOperationException {
        return find(target, name).get(target);
    }

    static void setField(Object target, String name, @Nullable Object value) throws ReflectiveOperationException {
        find(target, name).set(target, value);
    }

    /** Calls a public method through a public class or interface that declares it. */
    static @Nullable Object call(Object target, String name, @Nullable Object... arguments)
            throws ReflectiveOperationException {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            Method method = publicMethod(type, name, arguments.length);
            if (method != null) {
                return invoke(method, target, arguments);
            }
        }
        throw new NoSuchMethodException(target.getClass().getName() + "." + name);
    }

    /** Calls a public method as {@link #call} does, and insists on a value. */
    static Object callForValue(Object target, String name, @Nullable Object... arguments)
            throws ReflectiveOperationException {
        return require(call(target, name, arguments), target, name);
    }

    /** The value of a field, which must not be null. */
    static Object fieldValue(Object target, String name) throws ReflectiveOperationException {
        return require(field(target, name), target, name);
    }

    private static Object require(@Nullable Object value, Object target, String name)
            throws ReflectiveOperationException {
        if (value == null) {
            throw new ReflectiveOperationException(target.getClass().getName() + "." + name + " is null");
        }
        return value;
    }

    /** A public method without parameters, of a public class or interface, for calling it often; null without one. */
    static @Nullable Method publicMethod(Object target, String name) {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            Method method = publicMethod(type, name, 0);
            if (method != null) {
                return method;
            }
        }
        return null;
    }

    /** Calls a method that is not public, found by its name and by parameters that take the arguments. */
    static @Nullable Object callHidden(Object target, String name, @Nullable Object... arguments)
            throws ReflectiveOperationException {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && takes(method, arguments) && method.trySetAccessible()) {
                    return invoke(method, target, arguments);
                }
            }
        }
        throw new NoSuchMethodException(target.getClass().getName() + "." + name);
    }

    // Overloads come in an order that differs from one JVM to the next. Primitive parameters are believed to fit.
    private static boolean takes(Method method, @Nullable Object[] arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (arguments[i] != null && !types[i].isPrimitive() && !types[i].isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Object invoke(Method method, Object target, @Nullable Object... arguments)
            throws ReflectiveOperationException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(method.getName() + " failed", e.getCause());
        }
    }

    private static Field find(Object target, String name) throws ReflectiveOperationException {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    if (!field.trySetAccessible()) {
                        throw new IllegalAccessException(type.getName() + "." + name + " is not open");
                    }
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(target.getClass().getName() + "." + name);
    }

    private static @Nullable Method publicMethod(Class<?> type, String name, int arity) {
        if (Modifier.isPublic(type.getModifiers())) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && method.getName().equals(name)
                        && method.getParameterCount() == arity) {
                    return method;
                }
            }
        }
        for (Class<?> parent : type.getInterfaces()) {
            Method method = publicMethod(parent, name, arity);
            if (method != null) {
                return method;
            }
        }
        return null;
    }
}
