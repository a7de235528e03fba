package dev.ws.jakarta.coder;

import jakarta.websocket.EncodeException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The encoders and decoders of one connection. Instances are made and initialised when first needed, and destroyed by
 * {@link #close()}. Any thread may encode; the pump decodes.
 */
public final class ConnectionCoders {
    ConnectionCoders() {}

    /** {@return how text messages become objects of a type: by its decoders, or as a primitive; null if they cannot} */
    public @Nullable Decoding text(Class<?> type) {
        throw new UnsupportedOperationException();
    }

    /** {@return how binary messages become objects of a type; null if they cannot} */
    public @Nullable Decoding binary(Class<?> type) {
        throw new UnsupportedOperationException();
    }

    /**
     * Encodes an object and hands the result to the target, by its class's encoder or as a primitive.
     *
     * @throws EncodeException when no encoder is for it, or the encoder fails
     */
    public void encode(Object message, EncodingTarget target) throws EncodeException, IOException {
        throw new UnsupportedOperationException();
    }

    /** Destroys the instances. */
    public void close() {
        throw new UnsupportedOperationException();
    }
}
