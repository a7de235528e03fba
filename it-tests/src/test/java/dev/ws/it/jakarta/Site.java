package dev.ws.it.jakarta;

import dev.ws.it.container.WarFolder;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A deployed web application of a kind, on the adapter or on the container's own implementation. Shared by all tests of
 * this JVM.
 *
 * @param host where
 * @param ours whether our jars were added
 */
record Site(Host host, boolean ours) {
    private static final ReentrantLock SHARING = new ReentrantLock();
    private static final Map<String, Boolean> DEPLOYED = new ConcurrentHashMap<>();

    /** What makes a web application. */
    interface War {
        WarFolder make() throws IOException;
    }

    /** All containers with the adapter, and those that can on their own. */
    static Stream<Site> all() {
        return Stream.concat(adapted(), own())
                .filter(site -> System.getProperty("it.site", "").isEmpty()
                        || site.toString().contains(System.getProperty("it.site")));
    }

    /** All containers with the adapter. */
    static Stream<Site> adapted() {
        return Stream.of(Host.values()).map(host -> new Site(host, true));
    }

    /** All containers that have an implementation of their own, with that. */
    static Stream<Site> own() {
        return Host.withOwn().stream().map(host -> new Site(host, false));
    }

    /** The newest Tomcat and Jetty on the adapter. */
    static Stream<Site> newest() {
        return Stream.of(new Site(Host.TOMCAT_11, true), new Site(Host.JETTY_EE11, true));
    }

    /** The same, and on their own implementations. */
    static Stream<Site> newestOfBoth() {
        return Stream.concat(
                newest(), Stream.of(new Site(Host.TOMCAT_11, false), new Site(Host.JETTY_EE11_MODULE, false)));
    }

    /** The context path of an application, which is deployed at the first call. */
    String path(String name, War war) {
        String path = "/" + name + (ours ? "-ours" : "-own");
        SHARING.lock();
        try {
            DEPLOYED.computeIfAbsent(host + path, absent -> {
                if (!host.deploy(path, folder(war))) {
                    throw new IllegalStateException(path + " did not start on " + host);
                }
                return true;
            });
        } finally {
            SHARING.unlock();
        }
        return path;
    }

    private java.nio.file.Path folder(War war) {
        try {
            WarFolder folder = war.make();
            return (ours ? Wars.addOurs(folder, !host.hasOwn()) : folder).path();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return host.port();
    }

    /** Asks by HTTP on a connection of its own. */
    static HttpAnswer get(int port, String target, String... headerLines) throws IOException {
        try (RawWebSocket connection = RawWebSocket.connect(port)) {
            StringBuilder head = new StringBuilder(
                    "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n");
            for (String line : headerLines) {
                head.append(line).append("\r\n");
            }
            connection.write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            return connection.readAnswer();
        }
    }

    /** Tries to open a WebSocket, and tells how that was answered. */
    static HttpAnswer handshake(int port, String target, String... headerLines) throws IOException {
        try (RawWebSocket connection = RawWebSocket.connect(port)) {
            connection.write(RawWebSocket.request(port, target, headerLines));
            return connection.readAnswer();
        }
    }

    @Override
    public String toString() {
        return host + (ours ? " with the adapter" : " by itself");
    }
}
