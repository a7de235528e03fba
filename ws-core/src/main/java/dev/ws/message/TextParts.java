package dev.ws.message;

import dev.ws.MessageSink;
import dev.ws.protocol.ProtocolEvent.MessagePart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Hands on text part by part, cut between characters: the bytes of an unfinished character wait. Pump thread. */
public final class TextParts implements PartSink {
    private static final byte[] NONE = new byte[0];

    private final MessageSink<String> sink;
    private byte[] rest = NONE; // pump thread; 0 to 3 bytes of a character

    /**
     * Creates the sink.
     *
     * @param sink takes the parts
     */
    public TextParts(MessageSink<String> sink) {
        this.sink = sink;
    }

    @Override
    public void accept(MessagePart part) throws Exception {
        ByteBuffer payload = part.payload();
        byte[] head = part.first() ? NONE : rest;
        byte[] bytes = new byte[head.length + payload.remaining()];
        System.arraycopy(head, 0, bytes, 0, head.length);
        payload.get(payload.position(), bytes, head.length, payload.remaining());
        int whole = part.last() ? bytes.length : wholeCharacters(bytes);
        rest = whole == bytes.length ? NONE : java.util.Arrays.copyOfRange(bytes, whole, bytes.length);
        if (whole > 0 || part.last()) {
            sink.accept(new String(bytes, 0, whole, StandardCharsets.UTF_8), part.last());
        }
    }

    // The length without an unfinished sequence at the end; the bytes are known to begin valid UTF-8.
    private static int wholeCharacters(byte[] bytes) {
        int end = bytes.length;
        int lead = end - 1;
        while (lead >= 0 && end - lead < 4 && (bytes[lead] & 0xC0) == 0x80) {
            lead--;
        }
        if (lead < 0 || bytes[lead] >= 0) {
            return end;
        }
        int b = bytes[lead] & 0xFF;
        int size = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : b >= 0xC0 ? 2 : 1;
        return end - lead < size ? lead : end;
    }
}
