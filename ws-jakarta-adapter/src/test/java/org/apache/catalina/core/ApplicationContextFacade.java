package org.apache.catalina.core;

import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;

/** What applications see of their context. */
public abstract class ApplicationContextFacade implements ServletContext {
    @Nullable ApplicationContext context; // read by reflection

    /** A facade to be filled. */
    public ApplicationContextFacade() {}

    /** Leads to a context, as a mock has no constructor. */
    public static void lead(ApplicationContextFacade facade, StandardContext standard) {
        facade.context = new ApplicationContext(standard);
    }

    /** What is behind the facade. */
    public static final class ApplicationContext {
        final StandardContext context; // read by reflection

        ApplicationContext(StandardContext context) {
            this.context = context;
        }
    }
}
