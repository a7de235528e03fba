package dev.ws.jakarta.session;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A binary message for a handler that has a limit. The thread that reads it. */
final class CountedStream extends FilterInputStream {
    private final ByteCount count;

    CountedStream(InputStream message, long maxBytes) {
        super(message);
        this.count = new ByteCount(maxBytes);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int size = super.read(target, from, length);
        if (size > 0) {
            count.add(size);
        }
        return size;
    }
}
