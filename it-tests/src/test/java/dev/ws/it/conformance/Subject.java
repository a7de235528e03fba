package dev.ws.it.conformance;

import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;

/**
 * What is being tested: something that echoes messages. A server is connected to; a client is made to connect, and
 * {@link #open} returns the connection it made.
 */
public interface Subject {
    /**
     * A fresh connection to the subject, past the opening handshake.
     *
     * @throws IOException when it cannot be made
     */
    RawWebSocket open() throws IOException;
}
