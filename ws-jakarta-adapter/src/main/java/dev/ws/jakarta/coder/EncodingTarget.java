package dev.ws.jakarta.coder;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;

/**
 * Where encoded objects go: one call per object, by the thread that encodes. {@link ConnectionCoders#encode} closes the
 * streams, also when the encoder failed; one that nothing was written to should then send nothing.
 */
public interface EncodingTarget {
    /** Takes the whole message. */
    void text(String message) throws IOException;

    /** Takes the whole message. */
    void binary(ByteBuffer message) throws IOException;

    /** {@return where a text stream encoder writes} */
    Writer writer() throws IOException;

    /** {@return where a binary stream encoder writes} */
    OutputStream stream() throws IOException;
}
