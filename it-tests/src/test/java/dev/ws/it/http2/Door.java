package dev.ws.it.http2;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * A shared server and the way to it: what most tests are repeated for.
 *
 * @param site the server
 * @param tls whether with TLS and ALPN, else without TLS and with prior knowledge
 */
record Door(Site site, boolean tls) {
    private static final AtomicInteger IDS = new AtomicInteger();

    static Stream<Door> all() {
        return Arrays.stream(Site.values()).flatMap(site -> Stream.of(new Door(site, false), new Door(site, true)));
    }

    /** One per environment, one with TLS and one without. */
    static Stream<Door> few() {
        return Stream.of(new Door(Site.EE10, true), new Door(Site.EE11_MODULE, false));
    }

    /** The few, each with one dispatch, for tables with many rows. */
    static Stream<Arguments> oneDispatchEach() {
        return few().map(door -> Arguments.of(door, door.tls ? "inline" : "executor"));
    }

    Site.Running server() throws IOException {
        return site.shared();
    }

    Http2Peer connect() throws IOException {
        return server().connect(tls);
    }

    /** A new id, under which {@link Site.Running#events} knows a connection. */
    static String id() {
        return "c" + IDS.incrementAndGet();
    }

    @Override
    public String toString() {
        return site + (tls ? " h2" : " h2c");
    }
}
