package dev.ws.it.container;

import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A running container with one transport and dispatch: what most tests are repeated for.
 *
 * @param kind the container
 * @param path the first path segment, which chooses the transport
 */
record Lab(ContainerKind kind, String path) {
    /** All labs of all containers. */
    static Stream<Lab> all() {
        return Arrays.stream(ContainerKind.values()).flatMap(Lab::of);
    }

    /** All labs whose callbacks may block. */
    static Stream<Lab> blocking() {
        return all().filter(lab -> lab.isExecutor() || !(lab.isPortable() || lab.kind == ContainerKind.UNDERTOW));
    }

    /** All labs that get what came together with the handshake: NIO2's standard streams wait for more behind it. */
    static Stream<Lab> seeingEarlyInput() {
        return all().filter(lab -> !lab.isPortable() || !lab.kind.isNio2());
    }

    static Stream<Lab> of(ContainerKind kind) {
        List<String> paths = kind.labs();
        return paths.stream().map(path -> new Lab(kind, path));
    }

    boolean isPortable() {
        return path.startsWith("servlet");
    }

    boolean isExecutor() {
        return path.endsWith("-executor");
    }

    int port() {
        return Container.shared(kind).port();
    }

    String target(String behaviour) {
        return "/" + path + "/" + behaviour;
    }

    RawWebSocket open(String behaviour, String... headerLines) throws IOException {
        return RawWebSocket.open(port(), target(behaviour), headerLines);
    }

    @Override
    public String toString() {
        return kind + " " + path;
    }
}
