package dev.ws.jakarta.session;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A binary message for a handler that may have a limit; reading it is traffic. The thread that reads it. */
final class CountedStream extends FilterInputStream {
    private final ByteCount count;
    private final IdleWatch idle;

    CountedStream(InputStream message, long maxBytes, IdleWatch idle) {
        super(message);
        this.count = new ByteCount(maxBytes);
        this.idle = idle;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int size = super.read(target, from, length);
        idle.received();
        if (size > 0) {
            count.add(size);
        }
        return size;
    }
}
