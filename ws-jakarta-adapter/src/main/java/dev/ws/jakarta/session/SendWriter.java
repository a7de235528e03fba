package dev.ws.jakarta.session;

import java.io.IOException;
import java.io.Writer;

/** A message of text that the application writes. For one thread at a time. */
final class SendWriter extends Writer {
    private final Writer message;
    private final OpenMessage open;
    private boolean closed; // the writing thread

    SendWriter(Writer message, OpenMessage open) {
        this.message = message;
        this.open = open;
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
        open.streams();
        message.write(chars, from, length);
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
