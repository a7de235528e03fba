package dev.ws.it.container.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;

/** Tells each connection whether its handshake had a session, then echoes; its subclasses have the other policies. */
@WebServlet(urlPatterns = "/sessions/authenticated", asyncSupported = true)
public class SessionsServlet extends WebSocketServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.send(request.sessionId() == null ? "without" : "with");
        ws.onMessage(WebSocket::send);
    }

    /** All connections end with their session. */
    @WebServlet(
            urlPatterns = "/sessions/always",
            asyncSupported = true,
            initParams = @WebInitParam(name = "dev.ws.sessionPolicy", value = "always"))
    public static final class Always extends SessionsServlet {
        private static final long serialVersionUID = 1L;
    }

    /** No connection ends with its session. */
    @WebServlet(
            urlPatterns = "/sessions/never",
            asyncSupported = true,
            initParams = @WebInitParam(name = "dev.ws.sessionPolicy", value = "never"))
    public static final class Never extends SessionsServlet {
        private static final long serialVersionUID = 1L;
    }

    /** Messages keep the session alive. */
    @WebServlet(
            urlPatterns = "/sessions/touching",
            asyncSupported = true,
            initParams = @WebInitParam(name = "dev.ws.touchHttpSession", value = "message"))
    public static final class Touching extends SessionsServlet {
        private static final long serialVersionUID = 1L;
    }
}
