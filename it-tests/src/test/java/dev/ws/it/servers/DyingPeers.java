package dev.ws.it.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Connections that die in every way, over and over. */
final class DyingPeers {
    private DyingPeers() {}

    /**
     * Runs them.
     *
     * @return what was wrong while they lived, empty if nothing
     */
    static List<String> run(AppServer server, Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        Queue<String> faults = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        List<Death> quick = Arrays.stream(Death.values())
                .filter(death -> !Death.SLOW.contains(death))
                .toList();
        for (String path : List.of("/echo", "/echo/executor", "/echo/impatient")) {
            threads.add(new Thread(() -> die(server, path, quick, end, faults)));
        }
        for (Death slow : Death.SLOW) {
            for (int i = 0; i < 3; i++) {
                threads.add(new Thread(() -> die(server, "/echo/impatient", List.of(slow), end, faults)));
            }
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(faults);
    }

    private static void die(AppServer server, String path, List<Death> ways, long end, Queue<String> faults) {
        for (int i = 0; System.nanoTime() < end; i++) {
            Death way = ways.get(i % ways.size());
            try {
                way.die(server, path);
            } catch (java.net.SocketException e) {
                // The server may be the first to end it, with RST.
            } catch (IOException | AssertionError e) {
                faults.add(way + " " + path + ": " + e);
            }
        }
    }
}
