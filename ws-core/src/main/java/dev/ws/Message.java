package dev.ws;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A whole message: text or binary. Text received stays bytes until {@link #text()} asks for a string, so that a relay
 * never decodes. A received message is the receiver's: it stays valid and unchanged, on any thread. With
 * {@link WebSocketOptions#borrowMessages()} it is valid only during the callback it was given to; {@link #copy()} keeps it.
 */
public final class Message {
    private static final int SHOWN = 32; // bytes of the payload in toString
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final boolean binary;
    private final @Nullable ByteBuffer payload;
    private final @Nullable Loan loan; // null when the payload stays valid
    private @Nullable String text; // whoever holds the message; a benign race, as decoding is idempotent

    private Message(boolean binary, @Nullable ByteBuffer payload, @Nullable String text, @Nullable Loan loan) {
        this.binary = binary;
        this.payload = payload;
        this.loan = loan;
        this.text = text;
    }

    /**
     * A text message.
     *
     * @param text its text; unpaired surrogates are sent as {@code ?}
     * @return the message
     */
    public static Message text(String text) {
        return new Message(false, null, text, null);
    }

    /**
     * A text message whose bytes are UTF-8 already. They are not checked again.
     *
     * @param utf8 the bytes between position and limit; not copied
     * @return the message
     */
    public static Message utf8(ByteBuffer utf8) {
        return new Message(false, utf8, null, null);
    }

    /**
     * A binary message.
     *
     * @param payload the bytes between position and limit; not copied
     * @return the message
     */
    public static Message binary(ByteBuffer payload) {
        return new Message(true, payload, null, null);
    }

    /**
     * A message whose payload is somebody else's, who will use its memory again.
     *
     * @param binary whether it is a binary message
     * @param payload the bytes between position and limit; not copied
     * @param loan how long they may be used
     * @return the message
     */
    public static Message borrowed(boolean binary, ByteBuffer payload, Loan loan) {
        return new Message(binary, payload, null, loan);
    }

    /** {@return whether this is a binary message} */
    public boolean isBinary() {
        return binary;
    }

    /** {@return whether the message is valid during the callback only} */
    public boolean isBorrowed() {
        return loan != null;
    }

    /**
     * The same payload as a message of the given kind, for a relay: bytes are neither copied, decoded nor checked.
     *
     * @param wanted whether to make it a binary message
     * @return this message, or one with the same bytes
     */
    public Message withBinary(boolean wanted) {
        return binary == wanted ? this : new Message(wanted, buffer(), null, loan);
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
            requireValid(); // again: it may have ended while it was read
            text = known;
        }
        return known;
    }

    private void requireValid() {
        if (loan != null && loan.over) {
            throw new IllegalStateException(
                    "the message was borrowed for the callback that received it, which is over; "
                            + "keep message.copy(), or switch borrowMessages off");
        }
    }

    /** {@return whether the payload is there as bytes without encoding} */
    public boolean hasBuffer() {
        return payload != null;
    }

    /**
     * The payload as bytes.
     *
     * @return the bytes between position and limit; of a borrowed message valid until the callback returns, after which this
     *     buffer is empty
     * @throws IllegalStateException when the message is borrowed and its callback is over
     */
    public ByteBuffer buffer() {
        if (payload != null) {
            requireValid();
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
        requireValid();
        return bytes;
    }

    /** {@return this message with a payload of its own, which nobody else has} */
    public Message copy() {
        return payload == null ? this : new Message(binary, ByteBuffer.wrap(bytes()), text, null);
    }

    /**
     * The same message with another buffer for the same bytes, which has positions of its own.
     *
     * @param same the bytes
     * @return a message over them
     */
    public Message withBuffer(ByteBuffer same) {
        return new Message(binary, same, text, loan);
    }

    /** {@return this message, or a copy if it is borrowed} */
    public Message keep() {
        return loan == null ? this : copy();
    }

    /** {@return kind, length, and how the payload begins, escaped; for logs} */
    @Override
    public String toString() {
        if (loan != null && loan.over) {
            return binary ? "binary message, over" : "text message, over";
        }
        ByteBuffer bytes = buffer().duplicate();
        int length = bytes.remaining();
        bytes.limit(bytes.position() + Math.min(length, SHOWN));
        StringBuilder shown = new StringBuilder(binary ? "binary message" : "text message")
                .append(" of ")
                .append(length)
                .append(length == 1 ? " byte" : " bytes");
        if (binary) {
            shown.append(": ");
            while (bytes.hasRemaining()) {
                shown.append(HEX[bytes.get(bytes.position()) >> 4 & 15]).append(HEX[bytes.get() & 15]);
            }
        } else {
            shown.append(": \"");
            escape(StandardCharsets.UTF_8.decode(bytes), shown);
            shown.append('"');
        }
        return shown.append(length > SHOWN ? "..." : "").toString();
    }

    private static void escape(CharSequence text, StringBuilder shown) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                shown.append('\\').append(c);
            } else if (Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || c == 0x2028
                    || c == 0x2029) {
                shown.append(String.format("\\u%04x", (int) c));
            } else {
                shown.append(c);
            }
        }
    }

    /** How long a borrowed message is valid. Ended by the lender, before the memory is used again; asked by any thread. */
    public static final class Loan {
        private volatile boolean over;

        /** Begins. */
        public Loan() {}

        /** Ends: from now on the message refuses to show its payload. */
        public void end() {
            over = true;
        }
    }
}
