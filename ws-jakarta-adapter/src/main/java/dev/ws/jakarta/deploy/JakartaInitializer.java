package dev.ws.jakarta.deploy;

import dev.ws.jakarta.container.ApplicationInstances;
import dev.ws.jakarta.container.DeploymentOptions;
import dev.ws.jakarta.container.JakartaServerContainer;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.HandlesTypes;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.Serial;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Deploys the endpoints of a web application, in the place of the container's own implementation. Found by the container as
 * a service; embedded servers that do not look for services may call it. Does nothing where the context parameter
 * {@code dev.ws.jakarta} is {@code off}.
 */
@HandlesTypes({ServerEndpoint.class, ServerApplicationConfig.class, Endpoint.class})
public final class JakartaInitializer implements ServletContainerInitializer {
    /** The attribute that applications find their container at (specification 6.4). */
    static final String ATTRIBUTE = ServerContainer.class.getName();
    /** The name of the filter, for those who order filters. */
    static final String FILTER = "dev.ws.jakarta";

    private static final String SESSION_POLICY = "dev.ws.sessionPolicy";

    /** Called by the container. */
    public JakartaInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) throws ServletException {
        // Also where this is off or fails: Tomcat's own, which looks before, has found ours by then.
        ContainerLife.giveBackDefaultConfigurator(context);
        try {
            DeploymentOptions options = DeploymentOptions.of(context);
            if (options.enabled()) {
                start(new EndpointScan(classes == null ? Set.of() : classes), context, options);
            }
        } catch (DeploymentException e) {
            throw new ServletException("WebSocket endpoints cannot be deployed: " + e.getMessage(), e);
        }
    }

    // One policy holds for the whole web application, its servlets too: neither parameter may undo the other in
    // silence.
    static void shareSessionPolicy(ServletContext context, @Nullable String wanted) throws DeploymentException {
        String given = context.getInitParameter(SESSION_POLICY);
        if (wanted == null) {
            return;
        }
        if (given == null) {
            context.setInitParameter(SESSION_POLICY, wanted);
        } else if (!given.strip().equalsIgnoreCase(wanted)) {
            throw new DeploymentException("dev.ws.jakarta.sessionPolicy is \"" + wanted + "\", but " + SESSION_POLICY
                    + " is \"" + given + "\": both are for the whole web application and must not differ");
        }
    }

    private static void start(EndpointScan scan, ServletContext context, DeploymentOptions options)
            throws DeploymentException {
        shareSessionPolicy(context, options.sessionPolicy());
        if (JettyTakeOver.isJetty(context)) {
            // Should ours be first, then Jetty's will not come.
            context.setInitParameter(JettyTakeOver.SWITCH, "false");
        }
        Object others = context.getAttribute(ATTRIBUTE);
        boolean deployed = others != null && TakeOver.from(others, context);
        ApplicationInstances instances = ApplicationInstances.of(context);
        JakartaServerContainer container = JakartaServerContainer.create(context, instances, options);
        if (deployed) {
            container.replacesAnother();
        }
        context.setAttribute(ATTRIBUTE, container);
        addFilter(context, container);
        context.addListener(new ContainerLife(context, container, others));
        scan.deploy(container, instances);
    }

    private static void addFilter(ServletContext context, JakartaServerContainer container) {
        FilterRegistration.Dynamic filter = context.addFilter(FILTER, new EndpointFilter(container));
        filter.setAsyncSupported(true);
        // Behind those of the application, which authenticate.
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        if (TomcatTakeOver.isTomcat(context)) {
            serveAllPaths(context);
        }
    }

    // Tomcat asks no filter about a path without a servlet.
    private static void serveAllPaths(ServletContext context) {
        boolean served = context.getServletRegistrations().values().stream()
                .anyMatch(servlet -> servlet.getMappings().contains("/"));
        if (!served) {
            ServletRegistration.Dynamic nothing = context.addServlet(FILTER, new NothingHere());
            nothing.setAsyncSupported(true);
            nothing.addMapping("/");
            try {
                TomcatTakeOver.makeReplaceable(context, FILTER);
            } catch (ReflectiveOperationException e) {
                System.getLogger(FILTER).log(System.Logger.Level.DEBUG, "no servlet can be mapped to / any more", e);
            }
        }
    }

    /** Answers 404, as a web application does without a servlet. */
    private static final class NothingHere extends HttpServlet {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.sendError(404);
        }
    }
}
