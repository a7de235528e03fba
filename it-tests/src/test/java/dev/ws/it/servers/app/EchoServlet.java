package dev.ws.it.servers.app;

import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.server.WebSocketServer;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;
import java.time.Duration;

/** Sends back what it gets, on the container's own thread. */
@WebServlet(urlPatterns = "/echo", asyncSupported = true)
public class EchoServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    WebSocketOptions options() {
        return WebSocketOptions.builder().maxPayload(32 << 20).build();
    }

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.options(options());
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onMessage(WebSocket::send);
    }

    /** The same on threads of ours. */
    @WebServlet(urlPatterns = "/echo/executor", asyncSupported = true)
    public static final class OnExecutor extends EchoServlet {
        private static final long serialVersionUID = 1L;

        @Override
        WebSocketOptions options() {
            return super.options().toBuilder().dispatch(Dispatch.EXECUTOR).build();
        }
    }

    /** The same for peers that have to answer pings and to read. */
    @WebServlet(urlPatterns = "/echo/impatient", asyncSupported = true)
    public static final class Impatient extends EchoServlet {
        private static final long serialVersionUID = 1L;

        @Override
        WebSocketOptions options() {
            return super.options().toBuilder()
                    .heartbeat(Duration.ofSeconds(1))
                    .writeTimeout(Duration.ofSeconds(1))
                    .build();
        }
    }

    /** The same for connections that end with any HTTP session. */
    @WebServlet(
            urlPatterns = "/echo/session",
            asyncSupported = true,
            initParams = @WebInitParam(name = "dev.ws.sessionPolicy", value = "always"))
    public static final class OfSession extends EchoServlet {
        private static final long serialVersionUID = 1L;
    }
}
