package dev.ws.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What is said on a line before it belongs to a connection, without I/O. Driven by an {@link Exchange}. */
interface Dialogue {
    /** {@return what is to be written now, read up to its end; empty when it is the other side's turn} */
    ByteBuffer output();

    /**
     * Takes input.
     *
     * @param in what was read; what follows the last answer stays in it
     * @return whether the dialogue is done; otherwise {@code in} is empty
     * @throws IOException when the other side breaks the rules
     */
    boolean input(ByteBuffer in) throws IOException;

    /**
     * Takes note of the end of input, with which the dialogue is done.
     *
     * @throws IOException when that is too early
     */
    void end() throws IOException;
}
