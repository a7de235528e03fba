package dev.ws.benchmarks.jakarta;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one asynchronous send of a session run at a time: the specification allows a container to refuse a second one,
 * and Tomcat does. Any thread offers messages; the container's threads report the end of a send.
 */
final class SendQueue implements SendHandler {
    private final Session session;
    private final Runnable onBroken;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Object> waiting = new ArrayDeque<>(0); // lock
    private boolean sending; // lock

    SendQueue(Session session, Runnable onBroken) {
        this.session = session;
        this.onBroken = onBroken;
    }

    /** Sends a string or a buffer when those before it are out. */
    void send(Object message) {
        lock.lock();
        try {
            if (sending) {
                waiting.add(message);
                return;
            }
            sending = true;
        } finally {
            lock.unlock();
        }
        start(message);
    }

    @Override
    public void onResult(SendResult result) {
        Object next;
        lock.lock();
        try {
            next = waiting.poll();
            if (next == null) {
                sending = false;
                return;
            }
        } finally {
            lock.unlock();
        }
        start(next);
    }

    private void start(Object message) {
        try {
            if (message instanceof String text) {
                session.getAsyncRemote().sendText(text, this);
            } else {
                session.getAsyncRemote().sendBinary((ByteBuffer) message, this);
            }
        } catch (IllegalStateException | IllegalArgumentException closed) {
            // A session that was closed meanwhile says so in either way.
            onBroken.run();
        }
    }
}
