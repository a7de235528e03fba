package dev.ws.jakarta.coder;

import jakarta.websocket.DecodeException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;

/** Text messages as values of one primitive type. Immutable. */
final class PrimitiveDecoding implements Decoding {
    private final Class<?> type;

    PrimitiveDecoding(Class<?> type) {
        this.type = type;
    }

    @Override
    public boolean isStream() {
        return false;
    }

    @Override
    public Object decode(String message) throws DecodeException {
        return Primitives.decode(type, message);
    }

    @Override
    public Object decode(ByteBuffer message) {
        throw new IllegalStateException("binary messages are no " + type.getSimpleName());
    }

    @Override
    public Object decode(Reader message) {
        throw new IllegalStateException("a " + type.getSimpleName() + " is decoded from a whole message");
    }

    @Override
    public Object decode(InputStream message) {
        throw new IllegalStateException("binary messages are no " + type.getSimpleName());
    }
}
