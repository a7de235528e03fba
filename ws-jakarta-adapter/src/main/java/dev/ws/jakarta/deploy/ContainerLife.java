package dev.ws.jakarta.deploy;

import dev.ws.jakarta.container.JakartaServerContainer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import org.jspecify.annotations.Nullable;

/** Begins and ends a server container with its web application, and ends the one that it replaced. */
final class ContainerLife implements ServletContextListener {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.jakarta");

    private final ServletContext context;
    private final JakartaServerContainer container;
    private @Nullable Object replaced; // the thread that starts and stops the web application

    ContainerLife(ServletContext context, JakartaServerContainer container, @Nullable Object replaced) {
        this.context = context;
        this.container = container;
        this.replaced = replaced;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        Object registered = context.getAttribute(JakartaInitializer.ATTRIBUTE);
        if (registered != null && registered != container) {
            // Another initializer came after ours.
            try {
                if (TakeOver.from(registered, context)) {
                    container.replacesAnother();
                }
            } catch (DeploymentException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
            replaced = registered;
        }
        context.setAttribute(JakartaInitializer.ATTRIBUTE, container);
        if (TomcatTakeOver.isTomcat(context)) {
            try {
                TomcatTakeOver.moveToEnd(context, JakartaInitializer.FILTER);
            } catch (ReflectiveOperationException e) {
                LOGGER.log(System.Logger.Level.DEBUG, "filters of later initializers come after that of WebSocket", e);
            }
        }
        container.started();
    }

    // At the start, so that no other application gets ours, and at the end, so that nothing keeps ours.
    static void giveBackDefaultConfigurator(ServletContext context) {
        if (TomcatTakeOver.isTomcat(context)) {
            try {
                TomcatTakeOver.restoreDefaultConfigurator(ServerEndpointConfig.Configurator.class);
            } catch (ReflectiveOperationException e) {
                LOGGER.log(System.Logger.Level.WARNING, "Tomcat may keep a configurator of this application", e);
            }
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        container.close();
        giveBackDefaultConfigurator(context);
        context.removeAttribute(JakartaInitializer.ATTRIBUTE);
        if (replaced != null && replaced.getClass().getName().startsWith(TomcatTakeOver.PACKAGE)) {
            // Its own listener looks for it in the attribute.
            try {
                new LiveObject(replaced).call("destroy");
            } catch (ReflectiveOperationException e) {
                LOGGER.log(System.Logger.Level.WARNING, "the container's own WebSocket did not end", e);
            }
        }
    }
}
