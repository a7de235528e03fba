package dev.ws.it.servers;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.Prerequisite;
import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A running application server with one application. */
final class AppServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ServerRecipe recipe;
    private final Process process;
    private final Path base;
    private final Path console;
    private final Path war;
    private final String context;
    private final int port;

    private AppServer(ServerRecipe recipe, Process process, Path base, Path console, Path war, int port) {
        this.recipe = recipe;
        this.process = process;
        this.base = base;
        this.console = console;
        this.war = war;
        this.context = "/" + war.getFileName().toString().replace(".war", "");
        this.port = port;
    }

    /** Starts it and waits until the application answers. */
    static AppServer start(ServerRecipe recipe, Path war) throws Exception {
        Path base =
                Prerequisite.target().resolve("bases").resolve(recipe.getClass().getSimpleName());
        ServerRecipe.deleteTree(base);
        Files.createDirectories(base);
        List<Integer> ports = ServerRecipe.freePorts(8);
        Path console = base.resolve("console.log");
        Process process = recipe.prepare(base, ports, war)
                .directory(base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        AppServer server = new AppServer(recipe, process, base, console, war, ports.get(0));
        try {
            server.awaitApplication(true);
            return server;
        } catch (Exception | Error e) {
            server.close();
            throw e;
        }
    }

    private void awaitApplication(boolean there) throws Exception {
        Await.until(() -> "the application is " + (there ? "there" : "gone") + ":\n" + log(), PATIENCE, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended:\n" + log());
            }
            try {
                return (ask("/state").status() == 200) == there;
            } catch (ConnectException e) {
                return false;
            }
        });
    }

    int port() {
        return port;
    }

    /** Opens a connection to a path of the application. */
    RawWebSocket open(String path, String... headerLines) throws IOException {
        return RawWebSocket.open(port, context + path, headerLines);
    }

    /** The bytes of an opening handshake for a path of the application. */
    byte[] request(String path) {
        return RawWebSocket.request(port, context + path);
    }

    /** Asks for a path of the application on a connection that the answer ends. */
    HttpAnswer ask(String path, String... headerLines) throws IOException {
        try (RawWebSocket connection = RawWebSocket.connect(port)) {
            StringBuilder request = new StringBuilder("GET " + context + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port)
                    .append("\r\nConnection: close\r\n");
            for (String line : headerLines) {
                request.append(line).append("\r\n");
            }
            connection.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            return connection.readAnswer();
        }
    }

    /** What is left of connections: their number, and a line for each thread that is inside our code. */
    List<String> state() throws IOException {
        return ask("/state").body().lines().toList();
    }

    /** The sockets that the process has, listening ones included; 0 where there is no way to know. */
    int sockets() throws IOException {
        // A start script may be between us and the server.
        ProcessHandle java = process.descendants().findFirst().orElse(process.toHandle());
        Path descriptors = Path.of("/proc", Long.toString(java.pid()), "fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(descriptors)) {
            return (int) all.filter(AppServer::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /** All that was printed so far. */
    String log() {
        try {
            return Files.exists(console) ? Files.readString(console) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the application; it may still be there on return. */
    void requestUndeploy() throws IOException {
        recipe.undeploy(base, war);
    }

    /** Waits until the application is gone. */
    void awaitUndeploy() throws Exception {
        awaitApplication(false);
    }

    /** Adds the application once more and waits for it. */
    void deploy() throws Exception {
        recipe.deploy(base, war);
        awaitApplication(true);
    }

    /** Asks the process to end, as {@code kill} does. */
    void requestStop() {
        process.destroy();
    }

    /** Waits for the process to end. */
    void awaitStop() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("did not end:\n" + log());
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
