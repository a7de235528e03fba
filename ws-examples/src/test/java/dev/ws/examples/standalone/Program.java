package dev.ws.examples.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, as a user starts it. Errors come among its output, so that tests meet them. */
final class Program implements AutoCloseable {
    private static final int PATIENCE = 30; // seconds, for what comes at once on a quiet machine

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Program(Process process) {
        this.process = process;
    }

    static Program start(Class<?> main, String... args) throws IOException {
        return start(System.getProperty("java.class.path"), main.getName(), args);
    }

    /** Starts a class that was compiled into a folder. */
    static Program start(Path classes, String main) throws IOException {
        return start(classes + File.pathSeparator + System.getProperty("java.class.path"), main);
    }

    private static Program start(String classPath, String main, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dfile.encoding=UTF-8",
                "-cp",
                classPath,
                main));
        command.addAll(List.of(args));
        Program program = new Program(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        Thread reader = new Thread(program::read, main);
        reader.setDaemon(true);
        reader.start();
        return program;
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException killed) {
            lines.add("output broke off: " + killed);
        }
    }

    /** {@return the next line of output} */
    String line() throws InterruptedException {
        String line = lines.poll(PATIENCE, TimeUnit.SECONDS);
        assertThat(line).as("a line of output").isNotNull();
        return line;
    }

    /** {@return the port that a server says it listens on, which is all it says at first} */
    int port() throws InterruptedException {
        String line = line();
        assertThat(line).startsWith("listening on ");
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    void type(String line) throws IOException {
        BufferedWriter input = process.outputWriter(StandardCharsets.UTF_8);
        input.write(line + "\n");
        input.flush();
    }

    void endInput() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).close();
    }

    /** Asks it to stop, as Ctrl-C does. */
    void stop() {
        process.destroy();
    }

    /** {@return the exit code; everything it printed must have been looked at} */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS)).as("the end").isTrue();
        assertThat(lines).isEmpty();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
