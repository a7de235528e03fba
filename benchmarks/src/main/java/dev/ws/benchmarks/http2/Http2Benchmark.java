package dev.ws.benchmarks.http2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Processor time per message of servers on Jetty, over HTTP/2 and HTTP/1.1. All servers are up at once and take turns,
 * round after round; what counts is the ratio within a round. With {@code idle} instead: the memory of idle WebSockets.
 * Linux only, with two processors: servers run on 0, and this is to be started on 1.
 */
public final class Http2Benchmark {
    private static final List<MeasuredServer.Row> ROWS = List.of(
            new MeasuredServer.Row("native", true),
            new MeasuredServer.Row("ws", true),
            new MeasuredServer.Row("jakarta", true),
            new MeasuredServer.Row("ws", false),
            new MeasuredServer.Row("native", false));
    private static final int WARM_UP_CPU_SECONDS = 2;
    private static final long WARM_UP = TimeUnit.MILLISECONDS.toNanos(300);

    private Http2Benchmark() {}

    /**
     * Runs the benchmark and prints a table per scenario.
     *
     * @param args the {@code java} of the servers, the rounds, the seconds of a measurement, and names of scenarios (all
     *     when none is given); or the {@code java} and {@code idle}
     * @throws Exception when a server does not start, or a message does not come back
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 2 || (args.length == 2 && !args[1].equals("idle"))) {
            System.err.println("usage: Http2Benchmark JAVA ROUNDS SECONDS [SCENARIO ...] | JAVA idle");
            System.exit(2);
        }
        Path java = Path.of(args[0]);
        Path jar = Path.of(Http2Benchmark.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (args[1].equals("idle")) {
            idle(java, jar);
            return;
        }
        List<String> names = List.of(args).subList(3, args.length);
        List<Scenario> scenarios = Scenario.ALL.stream()
                .filter(scenario -> names.isEmpty() || names.contains(scenario.name()))
                .toList();
        List<MeasuredServer> servers = new ArrayList<>();
        try {
            for (MeasuredServer.Row row : ROWS) {
                servers.add(new MeasuredServer(row, java, jar));
            }
            measure(servers, scenarios, Integer.parseInt(args[1]), Double.parseDouble(args[2]));
        } finally {
            servers.forEach(MeasuredServer::close);
        }
    }

    private static void measure(List<MeasuredServer> servers, List<Scenario> scenarios, int rounds, double seconds)
            throws IOException {
        double[][][] micros = new double[scenarios.size()][servers.size()][rounds];
        double[][][] rates = new double[scenarios.size()][servers.size()][rounds];
        for (MeasuredServer server : servers) {
            for (Scenario scenario : scenarios) {
                warmUp(server, scenario);
            }
        }
        List<MeasuredServer> order = new ArrayList<>(servers);
        for (int round = 0; round < rounds; round++) {
            System.err.println("round " + round + ", load "
                    + Files.readString(Path.of("/proc/loadavg")).strip());
            Collections.rotate(order, 1);
            for (int s = 0; s < scenarios.size(); s++) {
                for (MeasuredServer server : order) {
                    int index = servers.indexOf(server);
                    measure(server, scenarios.get(s), seconds, round, micros[s][index], rates[s][index]);
                }
            }
        }
        for (int s = 0; s < scenarios.size(); s++) {
            print(scenarios.get(s), servers, micros[s], rates[s]);
        }
    }

    private static void warmUp(MeasuredServer server, Scenario scenario) throws IOException {
        try (Load load = server.open(scenario)) {
            load.start();
            double end = server.cpu() + WARM_UP_CPU_SECONDS;
            while (server.cpu() < end) {
                load.run(WARM_UP);
            }
            load.finish();
        } catch (IOException e) {
            throw server.failed(scenario, e);
        }
    }

    private static void measure(
            MeasuredServer server, Scenario scenario, double seconds, int round, double[] micros, double[] rates)
            throws IOException {
        try (Load load = server.open(scenario)) {
            load.start();
            load.run(WARM_UP);
            double cpu = server.cpu();
            long start = System.nanoTime();
            long messages = load.run((long) (seconds * 1e9));
            micros[round] = (server.cpu() - cpu) * 1e6 / messages;
            rates[round] = messages / ((System.nanoTime() - start) / 1e9);
            load.finish();
        } catch (IOException e) {
            throw server.failed(scenario, e);
        }
    }

    private static void print(Scenario scenario, List<MeasuredServer> servers, double[][] micros, double[][] rates) {
        System.out.printf(Locale.ROOT, "%n%s%n%n", scenario);
        System.out.println("| server | CPU us | messages/s | server's processor | CPU / native h2 | rounds |");
        System.out.println("| --- | --: | --: | --: | --: | --: |");
        for (int i = 0; i < servers.size(); i++) {
            double[] ratios = new double[micros[i].length];
            double[] busy = new double[ratios.length];
            for (int round = 0; round < ratios.length; round++) {
                ratios[round] = micros[i][round] / micros[0][round];
                busy[round] = micros[i][round] * rates[i][round] / 1e4;
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.2f | %,.0f | %.0f %% | **%.2f** | %.2f-%.2f |%n",
                    servers.get(i).row(),
                    median(micros[i]),
                    median(rates[i]),
                    median(busy),
                    median(ratios),
                    Arrays.stream(ratios).min().orElseThrow(),
                    Arrays.stream(ratios).max().orElseThrow());
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void idle(Path java, Path jar) throws IOException, InterruptedException {
        System.out.println("| server | RSS empty, MiB | RSS full, MiB | KiB per WebSocket |");
        System.out.println("| --- | --: | --: | --: |");
        Scenario few = new Scenario("few", 64, 8, 1, 64, false);
        for (MeasuredServer.Row row : ROWS) {
            try (MeasuredServer server = new MeasuredServer(row, java, jar)) {
                try (Load load = server.open(few)) { // classes and code are loaded before the first reading
                    load.start();
                    load.run(TimeUnit.SECONDS.toNanos(3));
                    load.finish();
                }
                TimeUnit.SECONDS.sleep(1);
                long empty = server.resident();
                try (Load load = server.open(Scenario.IDLE)) {
                    load.start();
                    load.finish();
                    TimeUnit.SECONDS.sleep(2);
                    long full = server.resident();
                    System.out.printf(
                            Locale.ROOT,
                            "| %s | %.0f | %.0f | %.1f |%n",
                            row,
                            empty / 1024.0,
                            full / 1024.0,
                            (full - empty) / (double) Scenario.IDLE.webSockets());
                }
            }
        }
    }
}
