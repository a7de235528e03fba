package dev.ws.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What lies between a {@link SocketTransport} and the wire: the socket itself, or encryption over it. Never blocks. One
 * thread at a time reads, one at a time writes, both may do so at once; the loop's thread closes.
 *
 * <p>It tells what to wait for, because reading through encryption may have to wait until the socket can be written.
 */
interface ByteLayer {
    /** Among the operations to wait for: the socket says nothing, the layer itself tells when to go on. */
    int BUSY = 1 << 1;

    /** Reads what is there; 0 when there is nothing now, -1 at the end. Reader. */
    int read(ByteBuffer target) throws IOException;

    /** Writes what is accepted now and moves the source's position as far. Drainer. */
    int write(ByteBuffer source) throws IOException;

    /** Hands what it holds to the socket; returns whether nothing is left. Drainer. */
    boolean flush() throws IOException;

    /** {@return whether it holds input, of which the socket would not tell; any thread} */
    boolean holdsInput();

    /** {@return the selection operations of which any lets reading go on, or {@link #BUSY}; any thread} */
    int readOperations();

    /** {@return the selection operations of which any lets writing go on, or {@link #BUSY}; any thread} */
    int writeOperations();

    /** {@return whether the output can end alone; any thread} */
    boolean halfCloseSupported();

    /**
     * Ends the output side alone. Drainer or reader, where that is supported and all was flushed; loop's thread, when the
     * transport ended.
     */
    void shutdownOutput() throws IOException;

    /** Ends both sides and closes the socket. Loop's thread. */
    void close() throws IOException;
}
