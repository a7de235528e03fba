package dev.ws.jakarta.session;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.CharBuffer;

/** A message of text for a handler that may have a limit; reading it is traffic. The thread that reads it. */
final class CountedReader extends FilterReader {
    private final ByteCount count;
    private final IdleWatch idle;

    CountedReader(Reader message, long maxBytes, IdleWatch idle) {
        super(message);
        this.count = new ByteCount(maxBytes);
        this.idle = idle;
    }

    @Override
    public int read() throws IOException {
        char[] one = new char[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(char[] target, int from, int length) throws IOException {
        int size = super.read(target, from, length);
        idle.received();
        if (size > 0) {
            count.add(ByteCount.utf8(CharBuffer.wrap(target, from, size)));
        }
        return size;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
