package dev.ws.it.http2;

import java.io.IOException;

/** Well-behaved WebSockets beside the mischief of a test: one on the same HTTP/2 connection, one on another. */
final class Bystanders implements AutoCloseable {
    private final Http2Stream near;
    private final Http2Peer other;
    private final Http2Stream far;
    private int rounds;

    Bystanders(Door door, Http2Peer peer) throws IOException {
        near = peer.open("/app/inline/echo");
        other = door.connect();
        far = other.open("/app/inline/echo");
        areUndisturbed();
    }

    /** Both get their answers. */
    void areUndisturbed() throws IOException {
        near.echoes("near " + rounds);
        isUndisturbedElsewhere();
    }

    /** The one on the other connection gets its answer; Jetty has ended the connection of the first. */
    void isUndisturbedElsewhere() throws IOException {
        far.echoes("far " + rounds++);
    }

    @Override
    public void close() throws IOException {
        other.close();
    }
}
