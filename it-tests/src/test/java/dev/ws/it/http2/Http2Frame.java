package dev.ws.it.http2;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * One HTTP/2 frame as it is on the wire (RFC 9113 section 4.1), legal or not.
 *
 * @param type its type
 * @param flags its flags
 * @param stream its stream, 0 for the connection
 * @param payload its payload
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Http2Frame(int type, int flags, int stream, byte[] payload) {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;

    static final int ACK = 1;
    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    /** The largest payload that every peer takes. */
    static final int MAX_PAYLOAD = 16384;

    static Http2Frame windowUpdate(int stream, int bytes) {
        return new Http2Frame(WINDOW_UPDATE, 0, stream, number(bytes));
    }

    static Http2Frame reset(int stream, int code) {
        return new Http2Frame(RST_STREAM, 0, stream, number(code));
    }

    static Http2Frame goAway(int lastStream, int code) {
        byte[] payload = ByteBuffer.allocate(8).putInt(lastStream).putInt(code).array();
        return new Http2Frame(GOAWAY, 0, 0, payload);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    byte[] encode() {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /**
     * Reads the next one.
     *
     * @throws EOFException when the connection ends before it
     */
    static Http2Frame read(InputStream in) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(readFully(in, 9));
        int length = ((head.get() & 0xFF) << 16) | (head.getShort() & 0xFFFF);
        int type = head.get();
        int flags = head.get();
        return new Http2Frame(type, flags, head.getInt() & Integer.MAX_VALUE, readFully(in, length));
    }

    private static byte[] readFully(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended");
        }
        return bytes;
    }
}
