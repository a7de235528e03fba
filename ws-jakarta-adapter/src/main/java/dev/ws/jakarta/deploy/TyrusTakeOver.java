package dev.ws.jakarta.deploy;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes over from Tyrus in GlassFish 8 and Payara 7, by removing its filter, whose start would fail with another
 * container than its own and which deploys nothing before. The facade of the servlet context leads to the container's,
 * a branch of Tomcat's. Where this implementation is first, Tyrus gives way by itself.
 */
final class TyrusTakeOver implements TakeOver {
    static final String PACKAGE = "org.glassfish.tyrus.";
    // GlassFish puts this around the filter.
    private static final String WRAPPER = "org.apache.catalina.core.WebSocketFilterWrapper";

    @Override
    public boolean remove(ServletContext context, Object container) throws ReflectiveOperationException {
        LiveObject glassFish = TomcatTakeOver.context(context);
        List<@Nullable Object> names = new ArrayList<>();
        for (Object definition : (Object[]) Objects.requireNonNull(glassFish.call("findFilterDefs"))) {
            LiveObject filter = new LiveObject(definition);
            if (isOfTyrus(filter.call("getFilter"))) {
                names.add(filter.call("getFilterName"));
                glassFish.call("removeFilterDef", definition);
            }
        }
        if (names.isEmpty()) {
            throw new ReflectiveOperationException("Tyrus has no filter");
        }
        for (Object mapping : new ArrayList<>(mappings(glassFish))) {
            if (names.contains(new LiveObject(mapping).call("getFilterName"))) {
                mappings(glassFish).remove(mapping);
            }
        }
        return false;
    }

    private static boolean isOfTyrus(@Nullable Object filter) {
        String name = filter == null ? "" : filter.getClass().getName();
        return name.startsWith(PACKAGE) || name.equals(WRAPPER);
    }

    // The list itself, not a copy: there is no method that removes one mapping.
    private static List<?> mappings(LiveObject glassFish) throws ReflectiveOperationException {
        return (List<?>) Objects.requireNonNull(glassFish.call("findFilterMaps"));
    }
}
