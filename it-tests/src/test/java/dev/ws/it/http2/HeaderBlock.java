package dev.ws.it.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.hpack.HpackDecoder;
import org.eclipse.jetty.http2.hpack.HpackException;

/** Header fields as HPACK (RFC 7541): requests as plain literals, answers as Jetty compresses them. */
final class HeaderBlock {
    private final HpackDecoder decoder = new HpackDecoder(1 << 16, () -> 0);

    /** Encodes lines {@code name: value}, in this order; pseudo-header fields begin with a colon. */
    static byte[] encode(Iterable<String> lines) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String line : lines) {
            int colon = line.indexOf(": ", 1);
            block.write(0); // a literal without indexing, with a new name
            string(line.substring(0, colon), block);
            string(line.substring(colon + 2), block);
        }
        return block.toByteArray();
    }

    private static void string(String text, ByteArrayOutputStream block) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else { // in seven bits each from here
            block.write(127);
            int rest = bytes.length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write((rest & 127) | 128);
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    /** Decodes the next block of the connection. */
    Answer decode(byte[] block) throws IOException {
        try {
            MetaData data = decoder.decode(ByteBuffer.wrap(block));
            return new Answer(
                    data instanceof MetaData.Response response ? response.getStatus() : 0, data.getHttpFields());
        } catch (HpackException e) {
            throw new IOException(e);
        }
    }

    /**
     * An answer.
     *
     * @param status its status; 0 for trailers
     * @param fields its header fields
     */
    record Answer(int status, HttpFields fields) {
        /** The values of a field joined by commas, or the empty string. */
        String field(String name) {
            return String.join(", ", fields.getValuesList(name));
        }
    }
}
