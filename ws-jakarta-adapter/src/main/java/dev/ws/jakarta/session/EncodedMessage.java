package dev.ws.jakarta.session;

import dev.ws.Message;
import dev.ws.jakarta.coder.ConnectionCoders;
import dev.ws.jakarta.coder.EncodingTarget;
import jakarta.websocket.EncodeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what an encoder makes of an object. Encoders of streams write to memory, so that nothing is sent when one fails half
 * way. The thread that encodes.
 */
final class EncodedMessage implements EncodingTarget {
    private @Nullable Message whole; // the encoding thread, as the next two
    private @Nullable StringWriter writer;
    private @Nullable ByteArrayOutputStream stream;

    private EncodedMessage() {}

    /** Encodes an object. */
    static Message of(Object object, ConnectionCoders coders) throws EncodeException, IOException {
        EncodedMessage target = new EncodedMessage();
        coders.encode(object, target);
        return target.message(object);
    }

    private Message message(Object object) throws EncodeException {
        if (whole != null) {
            return whole;
        }
        if (writer != null) {
            return Message.text(writer.toString());
        }
        if (stream != null) {
            return Message.binary(ByteBuffer.wrap(stream.toByteArray()));
        }
        throw new EncodeException(object, "the encoder made no message");
    }

    @Override
    public void text(String message) {
        whole = Message.text(message);
    }

    @Override
    public void binary(ByteBuffer message) {
        whole = Message.binary(message);
    }

    @Override
    public Writer writer() {
        StringWriter fresh = new StringWriter();
        writer = fresh;
        return fresh;
    }

    @Override
    public OutputStream stream() {
        ByteArrayOutputStream fresh = new ByteArrayOutputStream();
        stream = fresh;
        return fresh;
    }
}
