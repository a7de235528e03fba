package org.apache.catalina.core;

import jakarta.servlet.Filter;
import java.util.ArrayList;
import java.util.List;

/** The context of GlassFish: unlike Tomcat's it answers with a list of mappings, its own. */
public final class StandardContext {
    private final List<FilterDef> definitions = new ArrayList<>();
    private final List<FilterMap> mappings = new ArrayList<>();

    /** A filter. */
    public record FilterDef(String getFilterName, Filter getFilter) {}

    /** Where it is called. */
    public record FilterMap(String getFilterName, String pattern) {}

    /** Adds a filter with two mappings. */
    public void add(String name, Filter filter) {
        definitions.add(new FilterDef(name, filter));
        mappings.add(new FilterMap(name, "/*"));
        mappings.add(new FilterMap(name, "/more"));
    }

    public FilterDef[] findFilterDefs() {
        return definitions.toArray(new FilterDef[0]);
    }

    public List<FilterMap> findFilterMaps() {
        return mappings;
    }

    public void removeFilterDef(FilterDef definition) {
        definitions.remove(definition);
    }
}
