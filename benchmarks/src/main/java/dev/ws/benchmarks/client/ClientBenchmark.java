package dev.ws.benchmarks.client;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Round trips of a small text message: each connection sends the next when the last came back. The clients take turns,
 * round after round, in one process against one server, so that what disturbs one disturbs all; what counts is the ratio
 * of processor time within a round. Arguments: the address, then optionally connections (such as {@code 1,100}),
 * requests in all and rounds.
 */
public final class ClientBenchmark {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final String MESSAGE = "x".repeat(64);
    private static final int WARM_UP_ROUNDS = 10;

    private record Round(double cpuMicros, double wallMicros) {}

    private ClientBenchmark() {}

    /**
     * Runs the benchmark and prints a table.
     *
     * @param args see the class
     * @throws Exception when a client does not connect
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 1) {
            System.err.println("usage: ClientBenchmark ws://HOST:PORT/PATH [CONNECTIONS,...] [REQUESTS] [ROUNDS]");
            System.exit(2);
        }
        URI url = URI.create(args[0]);
        String[] connections = (args.length > 1 ? args[1] : "1,100").split(",", -1);
        int requests = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 15;
        for (String count : connections) {
            measure(url, Integer.parseInt(count), requests, rounds);
        }
    }

    private static void measure(URI url, int connections, int requests, int rounds) throws Exception {
        List<Lines> clients = new ArrayList<>();
        for (MeasuredClient client : List.of(new OwnClient(), new JavaWebSocketClient(), new NettyClient())) {
            clients.add(new Lines(client, url, connections));
        }
        List<Lines> order = new ArrayList<>(clients);
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            Collections.rotate(order, 1);
            for (Lines lines : order) {
                Round figure = run(lines, requests);
                if (round >= 0) {
                    lines.figures.add(figure);
                }
            }
        }
        print(connections, requests, clients);
        for (Lines lines : clients) {
            lines.end();
        }
    }

    private static Round run(Lines lines, int requests) throws InterruptedException {
        long cpu = SYSTEM.getProcessCpuTime();
        long wall = System.nanoTime();
        lines.run(requests);
        double cpuMicros = (SYSTEM.getProcessCpuTime() - cpu) / 1000.0 / requests;
        return new Round(cpuMicros, (System.nanoTime() - wall) / 1000.0 / requests);
    }

    private static void print(int connections, int requests, List<Lines> clients) {
        System.out.printf(
                Locale.ROOT, "%n%d connections, %d round trips of %d bytes%n", connections, requests, MESSAGE.length());
        System.out.println("| client | CPU us | us | ws / it, CPU | rounds | ws / it, time |");
        System.out.println("| --- | --: | --: | --: | --: | --: |");
        List<Round> own = clients.get(0).figures;
        for (Lines lines : clients) {
            List<Round> its = lines.figures;
            double[] cpu = ratios(own, its, true);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | **%.2f** | %.2f-%.2f | %.2f |%n",
                    lines.client.name(),
                    median(its.stream().mapToDouble(Round::cpuMicros).toArray()),
                    median(its.stream().mapToDouble(Round::wallMicros).toArray()),
                    median(cpu),
                    Arrays.stream(cpu).min().orElseThrow(),
                    Arrays.stream(cpu).max().orElseThrow(),
                    median(ratios(own, its, false)));
        }
    }

    private static double[] ratios(List<Round> own, List<Round> its, boolean cpu) {
        return IntStream.range(0, own.size())
                .mapToDouble(i -> cpu
                        ? own.get(i).cpuMicros / its.get(i).cpuMicros
                        : own.get(i).wallMicros / its.get(i).wallMicros)
                .toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** All connections of one client. */
    private static final class Lines {
        final MeasuredClient client;
        final List<Round> figures = new ArrayList<>();
        private final List<MeasuredClient.Connection> connections = new ArrayList<>();
        private final List<AtomicInteger> left = new ArrayList<>();
        private volatile CountDownLatch done = new CountDownLatch(0); // main thread

        Lines(MeasuredClient client, URI url, int count) throws Exception {
            this.client = client;
            for (int i = 0; i < count; i++) {
                AtomicInteger mine = new AtomicInteger();
                int index = i;
                left.add(mine);
                connections.add(client.open(url, text -> received(index, text)));
            }
        }

        private void received(int index, String text) {
            if (!text.equals(MESSAGE)) {
                throw new IllegalStateException("another message came back");
            }
            if (left.get(index).decrementAndGet() > 0) {
                connections.get(index).send(MESSAGE);
            } else {
                done.countDown();
            }
        }

        void run(int requests) throws InterruptedException {
            int each = requests / connections.size();
            CountDownLatch finished = new CountDownLatch(connections.size());
            done = finished;
            left.forEach(count -> count.set(each));
            connections.forEach(connection -> connection.send(MESSAGE));
            if (!finished.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("answers for " + client.name() + " are missing");
            }
        }

        void end() throws InterruptedException {
            connections.forEach(MeasuredClient.Connection::close);
            client.end();
        }
    }
}
