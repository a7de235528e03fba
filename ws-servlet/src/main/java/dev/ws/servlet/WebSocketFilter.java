package dev.ws.servlet;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.server.WebSocketServer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A filter that takes the upgrade requests its server is responsible for ({@link WebSocketServer#shouldHandle}) and lets
 * everything else pass. Extend it, or create it with a server. Map it behind the filters that authenticate, for the
 * dispatchers {@code REQUEST} and {@code ASYNC}; the latter, with {@code asyncSupported}, is for servers that verify
 * clients asynchronously. Parameters: see {@link WebSocketUpgrade}.
 */
public class WebSocketFilter extends HttpFilter {
    @Serial
    private static final long serialVersionUID = 1L;

    private transient @Nullable WebSocketServer server; // set by the constructor or by init
    private transient @Nullable ServletSettings settings; // set by init

    /** For subclasses. */
    protected WebSocketFilter() {}

    /**
     * Creates a filter for a server that was built elsewhere; it is stopped with the web application.
     *
     * @param server the server
     */
    public WebSocketFilter(WebSocketServer server) {
        this.server = server;
    }

    /**
     * Sets the options of the server. Called once, after {@link #init()}, unless the server was given; does nothing by
     * default.
     *
     * @param builder a builder that shares threads and timers with the others of the web application
     */
    protected void configure(WebSocketServer.Builder builder) {}

    /**
     * A connection is open; nothing was received yet. Add listeners here. Does nothing by default; not called for a
     * server that was given.
     *
     * @param ws the connection
     * @param request what is known about its handshake
     */
    protected void onConnection(WebSocket ws, HandshakeRequest request) {}

    /**
     * The server, for its connections and for broadcasts.
     *
     * @return the server
     * @throws IllegalStateException before the filter is initialised
     */
    public final WebSocketServer server() {
        WebSocketServer known = server;
        if (known == null) {
            throw new IllegalStateException("the filter is not initialised");
        }
        return known;
    }

    @Override
    public void init(jakarta.servlet.FilterConfig config) throws ServletException {
        super.init(config);
        try {
            settings = ServletSettings.of(config::getInitParameter, getServletContext());
            if (server == null) {
                WebSocketServer.Builder builder = WebSocketUpgrade.builder(getServletContext());
                builder.onConnection(this::onConnection);
                configure(builder);
                server = builder.build();
            }
        } catch (IllegalArgumentException e) {
            throw new ServletException(e.getMessage(), e);
        }
        ServletRuntime runtime = ServletRuntime.of(getServletContext());
        runtime.retain();
        runtime.add(server(), settings.stopTimeout());
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
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ServletSettings known = settings;
        if (known != null && HandshakeExchange.isDecided(request)) {
            HandshakeExchange.finish(request, response, known);
            return;
        }
        if (known != null && WebSocketUpgrade.isUpgrade(request)) {
            HandshakeRequest snapshot = ServletRequestAdapter.snapshot(request, known);
            if (server().shouldHandle(snapshot)) {
                HandshakeExchange.begin(request, response, server(), snapshot, known);
                return;
            }
        }
        chain.doFilter(request, response);
    }
}
