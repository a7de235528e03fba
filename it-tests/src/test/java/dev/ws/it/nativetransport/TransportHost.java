package dev.ws.it.nativetransport;

import java.io.IOException;

/** A running container that gives every upgraded connection to the test. */
public interface TransportHost extends AutoCloseable {
    /** {@return the TCP port} */
    int port();

    /** Stops the container; open connections end. */
    @Override
    void close() throws IOException;
}
