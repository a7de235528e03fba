package dev.ws.it.nativetransport;

import java.io.IOException;

/** A running container that gives every upgraded connection to the test. */
public interface TransportHost extends AutoCloseable {
    /** {@return the TCP port} */
    int port();

    /** {@return how many connections the container knows, upgraded or not} */
    long connections();

    /** Stops the container; open connections end. */
    @Override
    void close() throws IOException;
}
