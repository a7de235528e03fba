package dev.ws.message;

import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Sends one text message part by part: a frame per full buffer and per flush, the last one on close. Half a surrogate
 * pair waits for the other half; unpaired ones are sent as {@code ?}. For one thread at a time.
 */
public final class MessageWriter extends Writer {
    private static final int SIZE = 8 * 1024;

    private final PartSender sender;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE); // the writing thread
    private char half; // the writing thread; high surrogate without its low one, 0 when there is none
    private boolean closed; // the writing thread

    /**
     * Creates the writer.
     *
     * @param sender sends the parts
     */
    public MessageWriter(PartSender sender) {
        this.sender = sender;
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
        checkOpen();
        CharBuffer in = CharBuffer.wrap(chars, from, length);
        if (half != 0 && length > 0) {
            CharBuffer joined =
                    CharBuffer.allocate(length + 1).put(half).put(in).flip();
            half = 0;
            in = joined;
        }
        encode(in, false);
        if (in.hasRemaining()) {
            half = in.get();
        }
    }

    private void encode(CharBuffer in, boolean end) throws IOException {
        while (encoder.encode(in, buffer, end).isOverflow()) {
            send(false);
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
            encode(half == 0 ? CharBuffer.allocate(0) : CharBuffer.wrap(new char[] {half}), true);
            send(true);
        }
    }
}
