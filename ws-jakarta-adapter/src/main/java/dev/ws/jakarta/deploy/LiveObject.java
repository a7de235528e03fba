package dev.ws.jakarta.deploy;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * An object of a container whose classes cannot be named here, as they are hidden from web applications or differ between
 * versions. Used while a web application starts.
 */
record LiveObject(Object target) {
    /** The value of a field, private ones and those of superclasses included. */
    LiveObject field(String name) throws ReflectiveOperationException {
        Object value = find(name).get(target);
        if (value == null) {
            throw new NoSuchFieldException(target.getClass().getName() + "." + name + " is null");
        }
        return new LiveObject(value);
    }

    void set(String name, @Nullable Object value) throws ReflectiveOperationException {
        find(name).set(target, value);
    }

    private Field find(String name) throws ReflectiveOperationException {
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

    /** Calls a public method of a public class; null where it returns nothing. */
    @Nullable Object call(String name, @Nullable Object... arguments) throws ReflectiveOperationException {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name)
                        && Modifier.isPublic(method.getModifiers())
                        && Modifier.isPublic(type.getModifiers())
                        && method.getParameterCount() == arguments.length) {
                    return invoke(method, arguments);
                }
            }
        }
        throw new NoSuchMethodException(target.getClass().getName() + "." + name);
    }

    private @Nullable Object invoke(Method method, @Nullable Object... arguments) throws ReflectiveOperationException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new ReflectiveOperationException(method.getName() + " failed", e.getCause());
        }
    }
}
