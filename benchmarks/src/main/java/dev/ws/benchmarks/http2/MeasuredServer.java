package dev.ws.benchmarks.http2;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server of {@code servers.jar} as a process on processor 0. */
final class MeasuredServer implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100; // USER_HZ of Linux on common processors

    private final Row row;
    private final Path java;
    private final Process process;
    private final int port;

    /**
     * What is measured.
     *
     * @param api as in the options of {@code servers.jar}
     * @param http2 whether WebSockets are opened over HTTP/2
     */
    record Row(String api, boolean http2) {
        @Override
        public String toString() {
            return api + (http2 ? " h2" : " h1");
        }
    }

    MeasuredServer(Row row, Path java, Path jar) throws IOException {
        this.row = row;
        this.java = java;
        List<String> command =
                new ArrayList<>(List.of("taskset", "-c", "0", java.toString(), "-Xmx1g", "-XX:+UseG1GC"));
        command.addAll(List.of("-jar", jar.toString(), "--container", "jetty", "--api", row.api(), "--port", "0"));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.US_ASCII);
        String line = out.readLine();
        if (line == null || !line.startsWith("listening on ")) {
            throw new IOException(row + " does not start: " + line);
        }
        port = Integer.parseInt(line.substring("listening on ".length()));
    }

    Row row() {
        return row;
    }

    Load open(Scenario scenario) throws IOException {
        return Load.open(port, row.http2(), scenario);
    }

    /** Names the server in a failure of its load. */
    IOException failed(Scenario scenario, IOException cause) {
        return new IOException(row + " failed in " + scenario.name(), cause);
    }

    /** {@return the processor time so far, in seconds} */
    double cpu() throws IOException {
        String stat = Files.readString(proc("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    /** {@return the memory that is resident after two garbage collections, in KiB} */
    long resident() throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) {
            new ProcessBuilder(java.resolveSibling("jcmd").toString(), Long.toString(process.pid()), "GC.run")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        return Files.readAllLines(proc("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }

    private Path proc(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
