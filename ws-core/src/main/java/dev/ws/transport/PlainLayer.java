package dev.ws.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** No layer at all: the socket's bytes as they are. Threads as {@link ByteLayer} says. */
final class PlainLayer implements ByteLayer {
    /** A heap buffer is copied to native memory before each write, all of it: offering far more than fits costs twice. */
    private static final int SLICE_BYTES = 128 * 1024;

    private final SocketChannel channel;

    PlainLayer(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int written = 0;
        while (source.remaining() > SLICE_BYTES) {
            int limit = source.limit();
            source.limit(source.position() + SLICE_BYTES);
            int count;
            try {
                count = channel.write(source);
            } finally {
                source.limit(limit);
            }
            written += count;
            if (count < SLICE_BYTES) {
                return written;
            }
        }
        return written + channel.write(source);
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public boolean holdsInput() {
        return false;
    }

    @Override
    public int readOperations() {
        return SelectionKey.OP_READ;
    }

    @Override
    public int writeOperations() {
        return SelectionKey.OP_WRITE;
    }

    @Override
    public boolean halfCloseSupported() {
        return true;
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
