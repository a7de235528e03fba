package dev.ws.servlet;

import dev.ws.server.WebSocketServer;
import java.io.Serial;

/** The servlet behind {@link WebSocketUpgrade#register}: serves one server that was built elsewhere. */
final class ServerServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient WebSocketServer given;

    ServerServlet(WebSocketServer given) {
        this.given = given;
    }

    @Override
    WebSocketServer createServer() {
        return given;
    }
}
