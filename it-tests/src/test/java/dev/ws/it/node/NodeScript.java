package dev.ws.it.node;

import dev.ws.it.wire.Prerequisite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A script of {@code src/test/node}, run by Node with the packages of its lock file. The packages are installed once
 * per build into the build's folder; where Node, npm or the network are missing, the test is skipped.
 */
public final class NodeScript implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private NodeScript(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a script; what it prints as errors goes to the test's own. */
    public static NodeScript start(String script, String... arguments) throws IOException {
        Path folder = install();
        List<String> command = new ArrayList<>();
        command.add(Prerequisite.requireProgram("node").toString());
        command.add(script);
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new NodeScript(process);
    }

    /** The next line of output; fails when the script ended. */
    public String line() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new IOException("the script ended without saying what was expected");
        }
        return line;
    }

    /** Hands on each line until the script ends, and returns its exit code. */
    public int run(Consumer<String> lines) throws IOException, InterruptedException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.accept(line);
        }
        return process.waitFor();
    }

    /** Ends the script. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static synchronized Path install() throws IOException {
        Prerequisite.requireProgram("node");
        Path source = Prerequisite.module().resolve("src/test/node");
        Path folder = Prerequisite.target().resolve("node");
        Files.createDirectories(folder);
        Path lock = folder.resolve("package-lock.json");
        boolean installed = Files.exists(folder.resolve("node_modules/ws/package.json"))
                && Files.exists(lock)
                && Files.mismatch(lock, source.resolve("package-lock.json")) < 0;
        if (!installed) {
            Files.deleteIfExists(lock);
        }
        try (Stream<Path> files = Files.walk(source, 1, FileVisitOption.FOLLOW_LINKS)) {
            files.filter(Files::isRegularFile).forEach(file -> copy(file, folder.resolve(file.getFileName())));
        }
        if (!installed) {
            npm(folder);
        }
        return folder;
    }

    private static void npm(Path folder) throws IOException {
        Path log = folder.resolve("npm.log");
        Process process = new ProcessBuilder(
                        Prerequisite.requireProgram("npm").toString(),
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean done = false;
        try {
            done = process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!done) {
            process.destroyForcibly();
            Files.deleteIfExists(folder.resolve("package-lock.json")); // so that the next run tries again
            throw Prerequisite.missing("npm could not install Node's ws: " + Files.readString(log));
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.writeString(to, Files.readString(from));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
