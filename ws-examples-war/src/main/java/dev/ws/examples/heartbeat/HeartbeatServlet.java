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
import java.util.concurrent.TimeUnit;

/**
 * Finds broken connections by hand: pings all clients every few seconds, and cuts off who did not answer since the last
 * round. The context parameter {@code heartbeatSeconds} sets the time between two rounds; 30 is usual.
 */
@WebServlet(urlPatterns = "/heartbeat", asyncSupported = true)
public class HeartbeatServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final String PINGED = "pinged"; // there while an answer is owing

    private final transient Thread rounds = new Thread(this::pingInRounds, "heartbeat");

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/heartbeat"));
    }

    @Override
    public void init() throws ServletException {
        rounds.start();
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onPong((socket, payload) -> {
            socket.attributes().remove(PINGED);
            socket.send("pong");
        });
    }

    private void pingInRounds() {
        int seconds = Integer.parseInt(getServletContext().getInitParameter("heartbeatSeconds"));
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(seconds);
                for (WebSocket ws : server().clients()) {
                    if (ws.attributes().put(PINGED, true) == null) {
                        ws.ping();
                    } else {
                        ws.terminate();
                    }
                }
            }
        } catch (InterruptedException destroyed) {
            // the end of the servlet is the end of the rounds
        }
    }

    @Override
    public void destroy() {
        super.destroy();
        rounds.interrupt();
        try {
            rounds.join(); // a thread that outlives its web application keeps all its classes
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
