package dev.ws.jakarta.session;

import dev.ws.WebSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The message that is sent part by part through the blocking remote endpoint, if there is one: what other threads send waits
 * in the connection until it is complete. Its own thread would wait for itself, and is told so. Any thread.
 */
final class OpenMessage {
    private final Outbound out;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Thread sender; // lock; of the last part, null while there is no such message
    private @Nullable Writer text; // lock; while text is sent in parts
    private @Nullable OutputStream binary; // lock; while bytes are sent in parts

    OpenMessage(Outbound out) {
        this.out = out;
    }

    /** Checks that this thread may send a whole message and wait for it. */
    void checkMaySend() {
        if (sender != null && sender == Thread.currentThread()) {
            throw inside();
        }
    }

    private static IllegalStateException inside() {
        return new IllegalStateException("another message is being sent part by part");
    }

    /** Sends a part of text. */
    void text(String part, boolean last) throws IOException {
        lock.lock();
        try {
            Writer writer = text;
            if (writer == null) {
                checkFree();
                writer = connection().openText();
                text = writer;
            }
            sender = Thread.currentThread();
            boolean sent = false;
            try {
                writer.write(part);
                if (last) {
                    writer.close();
                } else {
                    writer.flush();
                }
                sent = true;
            } finally {
                if (last || !sent) {
                    text = null;
                    sender = null;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends a part of bytes. */
    void binary(ByteBuffer part, boolean last) throws IOException {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        lock.lock();
        try {
            OutputStream stream = binary;
            if (stream == null) {
                checkFree();
                stream = connection().openBinary();
                binary = stream;
            }
            sender = Thread.currentThread();
            boolean sent = false;
            try {
                stream.write(bytes);
                if (last) {
                    stream.close();
                } else {
                    stream.flush();
                }
                sent = true;
            } finally {
                if (last || !sent) {
                    binary = null;
                    sender = null;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Opens a message of text. */
    Writer writer() throws IOException {
        lock.lock();
        try {
            checkFree();
            Writer writer = connection().openText();
            sender = Thread.currentThread();
            return new SendWriter(writer, this);
        } finally {
            lock.unlock();
        }
    }

    /** Opens a binary message. */
    OutputStream stream() throws IOException {
        lock.lock();
        try {
            checkFree();
            OutputStream stream = connection().openBinary();
            sender = Thread.currentThread();
            return new SendStream(stream, this);
        } finally {
            lock.unlock();
        }
    }

    /** A stream sends. */
    void streams() {
        out.sending();
    }

    /** A stream is complete. */
    void streamClosed() {
        lock.lock();
        try {
            sender = null;
        } finally {
            lock.unlock();
        }
    }

    // Lock held.
    private void checkFree() {
        if (sender != null) {
            throw inside();
        }
    }

    private WebSocket connection() throws IOException {
        WebSocket ws = out.sending();
        out.checkOpen(ws);
        return ws;
    }
}
