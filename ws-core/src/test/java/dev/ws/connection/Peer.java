package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import dev.ws.transport.TransportEvents;
import dev.ws.transport.TransportPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The other end of a pair, played by the test by hand: writes frames, reads when the test says so. */
final class Peer {
    private final TransportPair.End end;
    private final Role receiver;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream(); // the test's thread
    private boolean ended; // the test's thread

    Peer(TransportPair.End end, Role receiver) {
        this.end = end;
        this.receiver = receiver;
        end.start(new TransportEvents() {
            @Override
            public void readable() {}

            @Override
            public void writable() {}

            @Override
            public void closed(@Nullable Throwable cause) {}
        });
    }

    TransportPair.End end() {
        return end;
    }

    /** Writes frames in one piece, without telling the other side. */
    Peer put(WireFrame... frames) throws IOException {
        return putBytes(WireFrame.bytes(receiver, frames));
    }

    Peer putBytes(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        end.write(buffer);
        assertThat(buffer.hasRemaining()).isFalse();
        return this;
    }

    /** Writes frames in one piece; the other side's pump runs inside this call, unless it runs elsewhere. */
    Peer send(WireFrame... frames) throws IOException {
        put(frames);
        end.flush();
        return this;
    }

    /** Writes text frames in one piece. */
    Peer text(String... texts) throws IOException {
        WireFrame[] frames = new WireFrame[texts.length];
        for (int i = 0; i < texts.length; i++) {
            frames[i] = WireFrame.text(texts[i]);
        }
        return send(frames);
    }

    /** Ends the own side. */
    void fin() {
        end.shutdownOutput();
    }

    /** Cuts the connection. */
    void reset() {
        end.abort();
    }

    private boolean read() {
        ByteBuffer buffer = ByteBuffer.allocate(65536);
        try {
            int count = end.read(buffer);
            if (count < 0) {
                ended = true;
            } else {
                received.write(buffer.array(), 0, count);
            }
            return count > 0;
        } catch (IOException broken) {
            ended = true;
            return false;
        }
    }

    /** Reads what is there and describes its frames, whole ones. */
    List<String> frames() {
        while (read()) {
            // on to the end
        }
        List<String> frames = WireFrame.describe(received.toByteArray());
        received.reset();
        return frames;
    }

    /** Takes the bytes that are there. */
    byte[] takeBytes() {
        while (read()) {
            // on to the end
        }
        byte[] bytes = received.toByteArray();
        received.reset();
        return bytes;
    }

    /** Reads some bytes and drops them. */
    int skip(int bytes) throws IOException {
        return end.read(ByteBuffer.allocate(bytes));
    }

    /** Waits for frames, exactly these. */
    void expect(String... frames) throws InterruptedException {
        List<String> seen = List.of();
        long deadline = System.nanoTime() + Harness.SECONDS * 1_000_000_000L;
        do {
            if (!read()) {
                LockSupport.parkNanos(100_000);
            }
            seen = whole();
        } while (seen.size() < frames.length && System.nanoTime() < deadline);
        assertThat(seen).containsExactly(frames);
        received.reset();
    }

    // The whole frames so far; none while the last one is incomplete.
    private List<String> whole() {
        try {
            return WireFrame.describe(received.toByteArray());
        } catch (java.nio.BufferUnderflowException incomplete) {
            return List.of();
        }
    }

    /** Waits for so many bytes. */
    byte[] expectBytes(int count) throws InterruptedException {
        Harness.await(() -> {
            while (read()) {
                // on
            }
            return received.size() >= count;
        });
        byte[] bytes = received.toByteArray();
        received.reset();
        return bytes;
    }

    /** Waits for the end of the other side's output, with no bytes before it. */
    void expectEnd() throws InterruptedException {
        Harness.await(() -> {
            read();
            return ended;
        });
        assertThat(new ArrayList<>(whole())).isEmpty();
    }
}
