package dev.ws.it.standalone;

import dev.ws.it.wire.RawWebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a client was told, as texts and byte arrays, for the thread of a test. */
final class EventQueue {
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();

    void add(Object event) {
        events.add(event);
    }

    /** The next event; fails when none comes. */
    Object next() throws InterruptedException {
        Object event = events.poll(RawWebSocket.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("nothing came");
        }
        return event;
    }
}
