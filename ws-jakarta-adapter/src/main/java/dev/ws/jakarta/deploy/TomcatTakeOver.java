package dev.ws.jakarta.deploy;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes over from Tomcat's own implementation, 10.1 and 11, by removing its filter, whose start would fail with another
 * container than its own. The facade of the servlet context leads to Tomcat's context.
 */
final class TomcatTakeOver implements TakeOver {
    static final String PACKAGE = "org.apache.tomcat.websocket.";

    @Override
    public boolean remove(ServletContext context, Object container) throws ReflectiveOperationException {
        LiveObject tomcat = context(context);
        for (Object definition : array(tomcat.call("findFilterDefs"))) {
            LiveObject filter = new LiveObject(definition);
            if (String.valueOf(filter.call("getFilterClass")).startsWith(PACKAGE)) {
                for (Object mapping : mappings(tomcat, filter.call("getFilterName"))) {
                    tomcat.call("removeFilterMap", mapping);
                }
                tomcat.call("removeFilterDef", definition);
            }
        }
        return true;
    }

    /** Calls a filter after all others, also those that were added later. */
    static void moveToEnd(ServletContext context, String filter) throws ReflectiveOperationException {
        LiveObject tomcat = context(context);
        for (Object mapping : mappings(tomcat, filter)) {
            tomcat.call("removeFilterMap", mapping);
            tomcat.call("addFilterMap", mapping);
        }
    }

    /** Lets an application map a servlet of its own where one is mapped already. */
    static void makeReplaceable(ServletContext context, String servlet) throws ReflectiveOperationException {
        new LiveObject(Objects.requireNonNull(context(context).call("findChild", servlet)))
                .call("setOverridable", true);
    }

    /** Tells whether a web application runs in Tomcat; GlassFish and Payara have a branch of its code. */
    static boolean isTomcat(ServletContext context) {
        Class<?> facade = context.getClass();
        if (!facade.getName().startsWith("org.apache.catalina.")) {
            return false;
        }
        try {
            return Class.forName("org.apache.catalina.core.StandardContext", false, facade.getClassLoader())
                    .getMethod("findFilterMaps")
                    .getReturnType()
                    .isArray();
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    /**
     * Gives Tomcat its own default configurator back. Its copy of the API finds the first one by the class path of whichever
     * web application asks first, ours included, and keeps it for all, even after that application has stopped.
     *
     * @param configurator the API's class
     */
    static void restoreDefaultConfigurator(Class<?> configurator) throws ReflectiveOperationException {
        ClassLoader tomcat = configurator.getClassLoader();
        for (Field field : configurator.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    && field.getType() == configurator
                    && field.trySetAccessible()) {
                Object known = field.get(null);
                if (known == null || known.getClass().getClassLoader() != tomcat) {
                    field.set(null, defaultConfigurator(tomcat));
                }
            }
        }
    }

    // None where the API comes without Tomcat's implementation: then the next one that asks decides again.
    private static @Nullable Object defaultConfigurator(@Nullable ClassLoader tomcat)
            throws ReflectiveOperationException {
        try {
            return Class.forName(PACKAGE + "server.DefaultServerEndpointConfigurator", true, tomcat)
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException absent) {
            return null;
        }
    }

    private static Object[] mappings(LiveObject tomcat, @Nullable Object filter) throws ReflectiveOperationException {
        List<Object> found = new ArrayList<>();
        for (Object mapping : array(tomcat.call("findFilterMaps"))) {
            if (Objects.equals(new LiveObject(mapping).call("getFilterName"), filter)) {
                found.add(mapping);
            }
        }
        return found.toArray();
    }

    private static Object[] array(@Nullable Object value) {
        return (Object[]) Objects.requireNonNull(value);
    }

    /** The context behind the facade that applications see. */
    static LiveObject context(ServletContext context) throws ReflectiveOperationException {
        return new LiveObject(context).field("context").field("context");
    }
}
