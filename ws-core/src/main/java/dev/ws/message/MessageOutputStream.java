package dev.ws.message;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Sends one binary message part by part: a frame per full buffer and per flush, the last one on close. For one thread at
 * a time.
 */
public final class MessageOutputStream extends OutputStream {
    private static final int SIZE = 8 * 1024;

    private final PartSender sender;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE); // the writing thread
    private boolean closed; // the writing thread

    /**
     * Creates the stream.
     *
     * @param sender sends the parts
     */
    public MessageOutputStream(PartSender sender) {
        this.sender = sender;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, bytes.length);
        checkOpen();
        int at = from;
        int left = length;
        while (left > 0) {
            if (!buffer.hasRemaining()) {
                send(false);
            }
            int size = Math.min(left, buffer.remaining());
            buffer.put(bytes, at, size);
            at += size;
            left -= size;
        }
    }

    @Override
    public void flush() throws IOException {
        checkOpen();
        if (buffer.position() > 0) {
            send(false);
        }
    }

    private void send(boolean last) throws IOException {
        buffer.flip();
        try {
            sender.send(buffer, last);
        } finally {
            buffer.clear();
        }
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the message is complete");
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            send(true);
        }
    }
}
