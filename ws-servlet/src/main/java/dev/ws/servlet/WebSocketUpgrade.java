package dev.ws.servlet;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.handshake.ServerHandshake;
import dev.ws.server.WebSocketServer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;

/**
 * Upgrades servlet requests to WebSocket connections: the programmatic way, for controllers and initializers. Servlets
 * and filters are better served by {@link WebSocketServlet} and {@link WebSocketFilter}.
 *
 * <p>Parameters, each looked up as servlet or filter parameter, context parameter and system property:
 * {@code dev.ws.transport} ({@code auto}, {@code servlet}, {@code tomcat} or {@code jetty}; {@code auto}),
 * {@code dev.ws.stopTimeout} (0 to 3600 seconds that a stop waits for its peers; 5), and three lists separated by commas,
 * empty by default: {@code dev.ws.roles}, {@code dev.ws.sessionAttributes} and {@code dev.ws.requestAttributes}, which
 * the {@link HandshakeRequest} keeps. {@code dev.ws.sessionPolicy} ({@code authenticated}, {@code always} or
 * {@code never}; {@code authenticated}) says which connections are closed with 1008 when the HTTP session of their handshake
 * ends: those with a principal, all, or none. {@code dev.ws.touchHttpSession} ({@code never}, {@code message} or {@code pong};
 * {@code never}) says what a peer sends to keep that session alive, on containers with Servlet 6.1. For this class the servlet and filter parameters do not count.
 */
public final class WebSocketUpgrade {
    private WebSocketUpgrade() {}

    /**
     * Starts a server that shares threads and timers with the others of its web application.
     *
     * @param context the web application
     * @return a builder
     * @throws IllegalArgumentException for a context parameter that is not understood
     */
    public static WebSocketServer.Builder builder(ServletContext context) {
        return WebSocketServer.builder().runtime(ServletRuntime.of(context).connections());
    }

    /**
     * Threads and timers of a web application, for those who open connections of their own in it.
     *
     * @param context the web application
     * @return what {@link #builder} gives its servers; ends with the web application
     * @throws IllegalArgumentException for a context parameter that is not understood
     */
    public static ConnectionRuntime runtime(ServletContext context) {
        return ServletRuntime.of(context).connections();
    }

    /**
     * Tells whether a request asks for a WebSocket connection, however badly.
     *
     * @param request the request
     * @return in HTTP/1.1, whether it has an {@code Upgrade} header that names {@code websocket}, and a
     *     {@code Connection} header that names {@code Upgrade} (RFC 6455 section 4.1); in HTTP/2, whether it is an extended
     *     CONNECT for {@code websocket} (RFC 8441 section 5); never for HTTP/1.0
     */
    public static boolean isUpgrade(HttpServletRequest request) {
        String protocol = JettyRequest.connectProtocol(request);
        if (protocol != null) {
            return protocol.equalsIgnoreCase("websocket");
        }
        return asksForUpgrade(request)
                && request.getHeader("Upgrade").toLowerCase(Locale.ROOT).contains("websocket");
    }

    static boolean asksForUpgrade(HttpServletRequest request) {
        if (JettyRequest.connectProtocol(request) != null) {
            return true;
        }
        String upgrade = request.getHeader("Upgrade");
        if (upgrade == null) {
            return false;
        }
        Headers.Builder headers = Headers.builder().add("Upgrade", upgrade);
        Collections.list(request.getHeaders("Connection")).forEach(line -> headers.add("Connection", line));
        return ServerHandshake.isUpgradeRequest(HandshakeRequest.builder(request.getMethod(), request.getRequestURI())
                .httpVersion(request.getProtocol())
                .headers(headers.build())
                .build());
    }

    /**
     * Answers an upgrade request: with 101 if the server accepts it, else with the refusal. Nothing may be done with
     * request and response afterwards. If the server decides later, the request is dispatched again to where it came
     * from, which has to call this method again.
     *
     * @param request the request
     * @param response its response, not committed
     * @param server the server that decides, and that the connection belongs to
     * @throws IOException when the answer cannot be sent
     * @throws ServletException when the container fails
     * @throws IllegalStateException when the request was upgraded or refused already
     */
    public static void upgrade(HttpServletRequest request, HttpServletResponse response, WebSocketServer server)
            throws IOException, ServletException {
        upgrade(request, response, server, Map.of());
    }

    /**
     * Answers an upgrade request as {@link #upgrade(HttpServletRequest, HttpServletResponse, WebSocketServer)} does, and
     * gives the handshake attributes that every hook of the server sees, from {@code verifyClient} to
     * {@code onConnection}.
     *
     * @param request the request
     * @param response its response, not committed
     * @param server the server that decides, and that the connection belongs to
     * @param attributes added to {@link HandshakeRequest#attributes()}, in the place of others of the same name; those of
     *     the first call count, not those of a call that brings a later decision back
     * @throws IOException when the answer cannot be sent
     * @throws ServletException when the container fails
     * @throws IllegalStateException when the request was upgraded or refused already
     */
    public static void upgrade(
            HttpServletRequest request,
            HttpServletResponse response,
            WebSocketServer server,
            Map<String, Object> attributes)
            throws IOException, ServletException {
        ServletSettings settings =
                ServletRuntime.of(request.getServletContext()).settings();
        upgrade(request, response, server, attributes, settings);
    }

    static void upgrade(
            HttpServletRequest request,
            HttpServletResponse response,
            WebSocketServer server,
            Map<String, Object> attributes,
            ServletSettings settings)
            throws IOException, ServletException {
        if (HandshakeExchange.isDecided(request)) {
            HandshakeExchange.finish(request, response, settings);
        } else {
            HandshakeRequest snapshot = ServletRequestAdapter.snapshot(request, settings);
            if (!attributes.isEmpty()) {
                HandshakeRequest.Builder builder = snapshot.toBuilder();
                attributes.forEach(builder::attribute);
                snapshot = builder.build();
            }
            HandshakeExchange.begin(request, response, server, snapshot, settings);
        }
    }

    /**
     * Serves a path with a server; to be called while the web application starts, for example by a
     * {@code ServletContainerInitializer} or a {@code ServletContextListener}.
     *
     * @param context the web application
     * @param path a servlet mapping such as {@code /chat} or {@code /rooms/*}
     * @param server the server; stopped with the web application
     * @return the registration, asynchronous requests supported
     * @throws IllegalStateException when the web application has started, or the path is taken
     */
    public static ServletRegistration.Dynamic register(ServletContext context, String path, WebSocketServer server) {
        ServletRegistration.Dynamic registration = context.addServlet("WebSocket " + path, new ServerServlet(server));
        if (registration == null || !registration.addMapping(path).isEmpty()) {
            throw new IllegalStateException("there is a servlet at " + path + " already");
        }
        registration.setAsyncSupported(true);
        return registration;
    }

    /**
     * Closes all connections of a web application with 1001, cuts those that do not end within
     * {@code dev.ws.stopTimeout}, and ends all threads. Done automatically when the context is destroyed; only a web
     * application with neither our initializer nor one of our servlets and filters has to call it.
     *
     * @param context the web application
     */
    public static void stop(ServletContext context) {
        ServletRuntime runtime = ServletRuntime.existing(context);
        if (runtime != null) {
            runtime.close();
        }
    }
}
