package dev.ws.it.client;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.Prerequisite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's tinyproxy as an HTTP proxy on a port of its own. */
final class Tinyproxy implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final int port;

    private Tinyproxy(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts it, or ends the test when there is none.
     *
     * @param more lines of its configuration
     */
    static Tinyproxy start(String... more) throws Exception {
        Path program = Prerequisite.requireProgram("tinyproxy");
        Path folder = Files.createTempDirectory(Prerequisite.target(), "tinyproxy");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path settings = folder.resolve("tinyproxy.conf");
        Files.writeString(
                settings,
                "Port " + port + "\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nLogLevel Connect\n"
                        + String.join("\n", more) + "\n");
        Path log = folder.resolve("tinyproxy.log");
        Process process = new ProcessBuilder(program.toString(), "-d", "-c", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Tinyproxy proxy = new Tinyproxy(process, log, port);
        try {
            Await.until("tinyproxy listens", proxy::listens);
            return proxy;
        } catch (Exception | Error e) {
            proxy.close();
            throw e;
        }
    }

    private boolean listens() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("tinyproxy ended: " + Files.readString(log));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    Proxy proxy() {
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Waits until it tells that it was asked for a tunnel to this host and port. */
    void hasBeenAskedFor(String hostAndPort) throws Exception {
        Await.until(
                "tinyproxy was asked for " + hostAndPort,
                () -> Files.readString(log).contains("CONNECT " + hostAndPort + " "));
    }

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
}
