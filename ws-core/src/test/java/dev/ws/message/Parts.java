package dev.ws.message;

import dev.ws.protocol.ProtocolEvent.MessagePart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Gives a sink the parts of a message, each in a buffer that is overwritten afterwards, as borrowed ones are. */
final class Parts {
    private Parts() {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static void give(PartSink sink, boolean text, byte[] bytes, boolean first, boolean last, long announced)
            throws Exception {
        ByteBuffer borrowed = ByteBuffer.allocate(bytes.length + 2);
        borrowed.position(1);
        borrowed.put(bytes).flip().position(1);
        ByteBuffer payload = borrowed.slice();
        try {
            sink.accept(new MessagePart(text, payload, first, last, announced == 0, announced));
        } finally {
            Arrays.fill(borrowed.array(), (byte) '!');
        }
    }

    /** A message in parts, each a frame of its own. */
    static void message(PartSink sink, boolean text, byte[]... parts) throws Exception {
        for (int i = 0; i < parts.length; i++) {
            give(sink, text, parts[i], i == 0, i == parts.length - 1, 0);
        }
    }
}
