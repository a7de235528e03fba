package dev.ws.examples.heartbeat;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds broken connections by hand: pings all clients every few seconds, and cuts off who did not answer since the last
 * round. The context parameter {@code heartbeatSeconds} sets the time between two rounds; 30 is usual.
 */
@WebServlet(urlPatterns = "/heartbeat", asyncSupported = true)
public class HeartbeatServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Set<WebSocket> alive = ConcurrentHashMap.newKeySet();
    private final transient Timer timer = new Timer("heartbeat", true);

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/heartbeat"));
    }

    @Override
    public void init() throws ServletException {
        super.init();
        long millis = 1000L * Integer.parseInt(getServletContext().getInitParameter("heartbeatSeconds"));
        timer.schedule(new Round(), millis, millis);
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        alive.add(ws);
        ws.onPong((socket, payload) -> {
            alive.add(socket);
            socket.send("pong");
        });
        ws.onClose((socket, status) -> alive.remove(socket));
    }

    private final class Round extends TimerTask {
        @Override
        public void run() {
            for (WebSocket ws : server().clients()) {
                if (alive.remove(ws)) {
                    ws.ping();
                } else {
                    ws.terminate();
                }
            }
        }
    }

    @Override
    public void destroy() {
        timer.cancel();
        super.destroy();
    }
}
