package dev.ws.jakarta.container;

import dev.ws.jakarta.InstanceProvider;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Calls the public constructor without arguments. Stateless. */
final class PlainInstances implements InstanceProvider {
    static final PlainInstances INSTANCE = new PlainInstances();

    private PlainInstances() {}

    @Override
    public <T> T create(Class<T> type) throws InstantiationException {
        try {
            Constructor<T> constructor = type.getConstructor();
            // A public member of a class that is not public, as a nested one of a test often is.
            constructor.trySetAccessible();
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw failure(type, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw failure(type, e);
        }
    }

    static InstantiationException failure(Class<?> type, @Nullable Throwable cause) {
        InstantiationException failure =
                new InstantiationException("no instance of " + type.getName() + " can be made: " + cause);
        failure.initCause(cause);
        return failure;
    }

    /** Tells whether a class could be made this way. */
    static boolean canCreate(Class<?> type) {
        if (Modifier.isAbstract(type.getModifiers())) {
            return false;
        }
        for (Constructor<?> constructor : type.getConstructors()) {
            if (constructor.getParameterCount() == 0) {
                return true;
            }
        }
        return false;
    }
}
