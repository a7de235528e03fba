package dev.ws.jakarta.deploy;

import jakarta.servlet.ServletContext;
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
    public void remove(ServletContext context, Object container) throws ReflectiveOperationException {
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

    /** Tells whether a web application runs in Tomcat. */
    static boolean isTomcat(ServletContext context) {
        return context.getClass().getName().startsWith("org.apache.catalina.");
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

    private static LiveObject context(ServletContext context) throws ReflectiveOperationException {
        return new LiveObject(context).field("context").field("context");
    }
}
