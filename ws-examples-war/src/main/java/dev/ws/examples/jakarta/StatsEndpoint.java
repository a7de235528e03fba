package dev.ws.examples.jakarta;

import dev.ws.examples.stats.Figures;
import dev.ws.jakarta.WebSocketSession;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Sends figures about the server every 100 ms while anybody looks. Encodes them once for all, unlike a loop over sessions. */
@ServerEndpoint("/jakarta/stats")
public class StatsEndpoint {
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Set<Session> PAGES = ConcurrentHashMap.newKeySet(); // changed under LOCK
    private static @Nullable Timer timer; // LOCK

    /**
     * Starts the timer for the first page.
     *
     * @param page its connection
     */
    @OnOpen
    public void open(Session page) {
        LOCK.lock();
        try {
            PAGES.add(page);
            if (timer == null) {
                timer = new Timer("jakarta-stats", true);
                timer.schedule(new Telling(), 0, 100);
            }
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Ends the timer with the last page.
     *
     * @param page its connection
     */
    @OnClose
    public void close(Session page) {
        LOCK.lock();
        try {
            PAGES.remove(page);
            if (PAGES.isEmpty() && timer != null) {
                timer.cancel();
                timer = null;
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static final class Telling extends TimerTask {
        @Override
        public void run() {
            for (Session page : PAGES) {
                try {
                    WebSocketSession.of(page).broadcast(Figures.json());
                    return; // it has told all
                } catch (IllegalStateException closed) {
                    // Left meanwhile; any other will do.
                }
            }
        }
    }
}
