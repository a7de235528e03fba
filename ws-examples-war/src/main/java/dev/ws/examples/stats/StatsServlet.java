package dev.ws.examples.stats;

import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;
import java.util.HashSet;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Sends figures about the server every 100 ms while anybody looks: the timer ends when the last page has left. */
@WebServlet(urlPatterns = "/stats", asyncSupported = true)
public class StatsServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient ReentrantLock lock = new ReentrantLock();
    private final transient Set<WebSocket> pages = new HashSet<>(); // lock
    private transient @Nullable Timer timer; // lock

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/stats"));
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onClose((page, status) -> leave(page));
        enter(ws);
    }

    private void enter(WebSocket page) {
        lock.lock();
        try {
            pages.add(page);
            if (timer == null) {
                timer = new Timer("stats", true);
                timer.schedule(new Telling(), 0, 100);
            }
        } finally {
            lock.unlock();
        }
    }

    private void leave(WebSocket page) {
        lock.lock();
        try {
            pages.remove(page);
            if (pages.isEmpty() && timer != null) {
                timer.cancel();
                timer = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private final class Telling extends TimerTask {
        @Override
        public void run() {
            server().broadcast(Message.text(Figures.json()));
        }
    }
}
