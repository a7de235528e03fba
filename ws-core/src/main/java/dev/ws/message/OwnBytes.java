package dev.ws.message;

import java.nio.ByteBuffer;

/** Copies of what lies in memory that will be used again. */
public final class OwnBytes {
    private OwnBytes() {}

    /**
     * Copies a payload into an array of exactly its size.
     *
     * @param payload the bytes between position and limit; neither is moved
     * @return a buffer over the copy
     */
    public static ByteBuffer of(ByteBuffer payload) {
        byte[] own = new byte[payload.remaining()];
        payload.get(payload.position(), own);
        return ByteBuffer.wrap(own);
    }
}
