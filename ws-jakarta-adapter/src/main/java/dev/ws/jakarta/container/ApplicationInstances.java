package dev.ws.jakarta.container;

import dev.ws.jakarta.InstanceProvider;
import jakarta.servlet.ServletContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the instances of a web application by the best means it has: CDI, Tomcat's instance manager, or the constructor. CDI may
 * start later than the WebSocket container, so that it is looked for until it is there. Any thread.
 */
public final class ApplicationInstances implements InstanceProvider {
    private final ServletContext context;
    private final boolean beansPossible;
    private volatile @Nullable CdiInstances beans; // any thread, the same from then on
    private final InstanceProvider others;

    private ApplicationInstances(ServletContext context, boolean beansPossible) {
        this.context = context;
        this.beansPossible = beansPossible;
        InstanceProvider tomcat = TomcatInstances.find(context);
        this.others = tomcat == null ? PlainInstances.INSTANCE : tomcat;
    }

    /**
     * The instances of a web application.
     *
     * @param context the web application
     * @return what makes them
     */
    public static ApplicationInstances of(ServletContext context) {
        return new ApplicationInstances(context, knowsCdi(loader(context)));
    }

    /** The class loader of a web application; that of an embedded one may be nobody's in particular. */
    static ClassLoader loader(ServletContext context) {
        ClassLoader own = context.getClassLoader();
        if (own == null) {
            own = Thread.currentThread().getContextClassLoader();
        }
        return own == null ? ApplicationInstances.class.getClassLoader() : own;
    }

    private static boolean knowsCdi(ClassLoader loader) {
        try {
            Class<?> seen = Class.forName("jakarta.enterprise.inject.spi.CDI", false, loader);
            // Ours must be the same, or CdiInstances would speak to another CDI than the application.
            return seen == Class.forName(seen.getName(), false, ApplicationInstances.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Tells whether a class without a public constructor may become an instance all the same. */
    boolean mayInject() {
        return beansPossible;
    }

    @Override
    public <T> T create(Class<T> type) throws InstantiationException {
        CdiInstances known = beans();
        return (known == null ? others : known).create(type);
    }

    @Override
    public void destroy(Object instance) {
        CdiInstances known = beans;
        // Tomcat's manager ends whatever is of a class that it made an instance of once.
        if (known == null || !known.end(instance)) {
            others.destroy(instance);
        }
    }

    private @Nullable CdiInstances beans() {
        CdiInstances known = beans;
        if (known == null && beansPossible) {
            known = CdiInstances.find(context);
            beans = known;
        }
        return known;
    }
}
