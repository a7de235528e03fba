package dev.ws.jakarta.container;

import dev.ws.jakarta.InstanceProvider;
import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Makes instances by Tomcat's instance manager, which injects resources. Any thread. */
final class TomcatInstances implements InstanceProvider {
    private static final String ATTRIBUTE = "org.apache.tomcat.InstanceManager";

    private final Object manager;
    private final Method create;
    private final Method destroy;

    private TomcatInstances(Object manager, Method create, Method destroy) {
        this.manager = manager;
        this.create = create;
        this.destroy = destroy;
    }

    /** Null where there is no such thing. */
    static @Nullable TomcatInstances find(ServletContext context) {
        Object manager = context.getAttribute(ATTRIBUTE);
        if (manager == null) {
            return null;
        }
        try {
            Class<?> type = Class.forName(ATTRIBUTE, false, manager.getClass().getClassLoader());
            return new TomcatInstances(
                    manager,
                    type.getMethod("newInstance", Class.class),
                    type.getMethod("destroyInstance", Object.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    @Override
    public <T> T create(Class<T> type) throws InstantiationException {
        try {
            return type.cast(create.invoke(manager, type));
        } catch (InvocationTargetException e) {
            throw PlainInstances.failure(type, e.getCause());
        } catch (IllegalAccessException e) {
            throw PlainInstances.failure(type, e);
        }
    }

    @Override
    public void destroy(Object instance) {
        try {
            destroy.invoke(manager, instance);
        } catch (InvocationTargetException | IllegalAccessException e) {
            System.getLogger("dev.ws.jakarta")
                    .log(
                            System.Logger.Level.WARNING,
                            "an instance of " + instance.getClass().getName() + " was not destroyed",
                            e);
        }
    }
}
