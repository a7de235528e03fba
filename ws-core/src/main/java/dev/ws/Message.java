package dev.ws;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A whole message: text or binary. Text received stays bytes until {@link #text()} asks for a string, so that a relay
 * never decodes. A received message is valid during the callback it was given to; {@link #copy()} keeps it.
 */
public final class Message {
    private final boolean binary;
    private final @Nullable ByteBuffer payload;
    private @Nullable String text; // whoever holds the message; a benign race, as decoding is idempotent

    private Message(boolean binary, @Nullable ByteBuffer payload, @Nullable String text) {
        this.binary = binary;
        this.payload = payload;
        this.text = text;
    }

    /**
     * A text message.
     *
     * @param text its text; unpaired surrogates are sent as {@code ?}
     * @return the message
     */
    public static Message text(String text) {
        return new Message(false, null, text);
    }

    /**
     * A text message whose bytes are UTF-8 already. They are not checked again.
     *
     * @param utf8 the bytes between position and limit; not copied
     * @return the message
     */
    public static Message utf8(ByteBuffer utf8) {
        return new Message(false, utf8, null);
    }

    /**
     * A binary message.
     *
     * @param payload the bytes between position and limit; not copied
     * @return the message
     */
    public static Message binary(ByteBuffer payload) {
        return new Message(true, payload, null);
    }

    /** {@return whether this is a binary message} */
    public boolean isBinary() {
        return binary;
    }

    /**
     * The same payload as a message of the given kind, for a relay: bytes are neither copied, decoded nor checked.
     *
     * @param wanted whether to make it a binary message
     * @return this message, or one with the same bytes
     */
    public Message withBinary(boolean wanted) {
        return binary == wanted ? this : new Message(wanted, buffer(), null);
    }

    /** {@return the payload as a string; a binary message is decoded as UTF-8 with replacement} */
    public String text() {
        String known = text;
        if (known == null) {
            ByteBuffer bytes = buffer();
            if (bytes.hasArray()) {
                known = Utf8.decode(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            } else {
                known = StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
            }
            text = known;
        }
        return known;
    }

    /** {@return whether the payload is there as bytes without encoding} */
    public boolean hasBuffer() {
        return payload != null;
    }

    /** {@return the payload as bytes; for a received message borrowed until the callback returns} */
    public ByteBuffer buffer() {
        if (payload != null) {
            return payload;
        }
        String known = text;
        return ByteBuffer.wrap((known == null ? "" : known).getBytes(StandardCharsets.UTF_8));
    }

    /** {@return a copy of the payload} */
    public byte[] bytes() {
        ByteBuffer source = buffer().duplicate();
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        return bytes;
    }

    /** {@return this message with a payload of its own, to be kept after the callback} */
    public Message copy() {
        return payload == null ? this : new Message(binary, ByteBuffer.wrap(bytes()), text);
    }

    @Override
    public String toString() {
        return (binary ? "binary message" : "text message");
    }
}
