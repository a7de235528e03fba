package dev.ws.servlet;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.server.WebSocketServer;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A servlet that serves WebSocket connections. Extend it, override {@link #onConnection}, and map it; declare it
 * {@code asyncSupported} if the server verifies clients asynchronously.
 *
 * <p>The server is made when the servlet is initialised and stopped with 1001 when it is destroyed. A plain GET is
 * answered with 426, unless {@code doGet} is overridden. Parameters: see {@link WebSocketUpgrade}.
 */
public abstract class WebSocketServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private transient @Nullable WebSocketServer server; // set by init
    private transient @Nullable ServletSettings settings; // set by init

    /** For subclasses. */
    protected WebSocketServlet() {}

    /**
     * Sets the options of the server. Called once, after {@link #init()}; does nothing by default.
     *
     * @param builder a builder that shares threads and timers with the others of the web application
     */
    protected void configure(WebSocketServer.Builder builder) {}

    /**
     * A connection is open; nothing was received yet. Add listeners here. Does nothing by default.
     *
     * @param ws the connection
     * @param request what is known about its handshake
     */
    protected void onConnection(WebSocket ws, HandshakeRequest request) {}

    /**
     * The server, for its connections and for broadcasts.
     *
     * @return the server
     * @throws IllegalStateException before the servlet is initialised
     */
    public final WebSocketServer server() {
        WebSocketServer known = server;
        if (known == null) {
            throw new IllegalStateException("the servlet is not initialised");
        }
        return known;
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        try {
            settings = ServletSettings.of(config::getInitParameter, getServletContext());
            server = createServer();
        } catch (IllegalArgumentException e) {
            throw new ServletException(e.getMessage(), e);
        }
        ServletRuntime runtime = ServletRuntime.of(getServletContext());
        runtime.retain();
        runtime.add(server(), settings.stopTimeout());
    }

    WebSocketServer createServer() {
        WebSocketServer.Builder builder = WebSocketUpgrade.builder(getServletContext());
        builder.onConnection(this::onConnection);
        configure(builder);
        return builder.build();
    }

    @Override
    public void destroy() {
        ServletRuntime runtime = ServletRuntime.existing(getServletContext());
        if (server != null && settings != null && runtime != null) {
            runtime.stop(server);
            runtime.release();
        }
        super.destroy();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        // Clients that would like HTTP/2 offer h2c with every request; they get the page. Anything else that asks for
        // an upgrade is for the server to accept or refuse.
        if (settings != null
                && WebSocketUpgrade.asksForUpgrade(request)
                && !"h2c".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            WebSocketUpgrade.upgrade(request, response, server(), Map.of(), settings);
        } else {
            super.service(request, response);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        HandshakeExchange.answer(request, response, HandshakeResponse.upgradeRequired());
    }
}
