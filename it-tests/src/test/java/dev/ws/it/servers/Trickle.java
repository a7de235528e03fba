package dev.ws.it.servers;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections that send valid small texts with tiny pauses, so that the server is met in each state between reading and
 * waiting, and compare each echo.
 */
final class Trickle {
    private static final int ROUND = 200; // messages of one connection
    private static final long LONGEST_PAUSE = TimeUnit.MICROSECONDS.toNanos(120);

    private final AppServer server;
    private final long end;
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong messages = new AtomicLong();

    private Trickle(AppServer server, Duration length) {
        this.server = server;
        this.end = System.nanoTime() + length.toNanos();
    }

    /**
     * Runs it.
     *
     * @param paths where the connections go, one connection at a time for each
     * @return what went wrong, empty if nothing
     * @throws AssertionError when no message was echoed at all
     */
    static List<String> run(AppServer server, Duration length, List<String> paths) throws InterruptedException {
        Trickle trickle = new Trickle(server, length);
        List<Thread> threads = new ArrayList<>();
        for (String path : paths) {
            Thread thread = new Thread(() -> trickle.talk(path), "trickle " + path);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (trickle.messages.get() == 0) {
            throw new AssertionError("no message at all: " + trickle.faults);
        }
        return List.copyOf(trickle.faults);
    }

    private void talk(String path) {
        while (System.nanoTime() < end) {
            try (RawWebSocket peer = server.open(path)) {
                Thread writer = new Thread(() -> write(peer), "trickle writer");
                writer.start();
                try {
                    for (int i = 0; i < ROUND; i++) {
                        WireFrame echo = peer.read();
                        if (!echo.equals(text(i))) {
                            throw new IOException("not the echo but " + echo + " " + echo.closeReason());
                        }
                        messages.incrementAndGet();
                    }
                } finally {
                    writer.join();
                }
            } catch (IOException | AssertionError e) {
                faults.add(path + ": " + e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void write(RawWebSocket peer) {
        try {
            for (int i = 0; i < ROUND; i++) {
                peer.send(text(i));
                long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(LONGEST_PAUSE);
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
            }
        } catch (IOException e) {
            faults.add("while writing: " + e);
        }
    }

    private static WireFrame text(int number) {
        return WireFrame.text("m%03d".formatted(number));
    }
}
