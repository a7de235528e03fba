package dev.ws.jakarta.session;

import java.io.IOException;
import java.io.OutputStream;

/** A binary message that the application writes. For one thread at a time. */
final class SendStream extends OutputStream {
    private final OutputStream message;
    private final OpenMessage open;
    private boolean closed; // the writing thread

    SendStream(OutputStream message, OpenMessage open) {
        this.message = message;
        this.open = open;
    }

    @Override
    public void write(int b) throws IOException {
        open.streams();
        message.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        open.streams();
        message.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
        message.flush();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                open.streams();
                message.close();
            } finally {
                open.streamClosed();
            }
        }
    }
}
