package dev.ws.it.http2;

import dev.ws.it.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A stream of an {@link Http2Peer}, mostly one with WebSocket frames in its DATA. It obeys the server's flow control
 * unless told otherwise, and widens the server's window as bytes arrive unless {@link #withhold} was called. Reading is
 * for one thread, sending for another.
 */
final class Http2Stream {
    /** A small grant is not worth a frame. */
    private static final int GRANT = 16384;

    private final Http2Peer peer;
    private final int id;
    private final Deque<ByteBuffer> input = new ArrayDeque<>(); // lock
    private HeaderBlock.@Nullable Answer answer; // lock
    private @Nullable String end; // lock
    private long sendWindow; // lock
    private long received; // lock
    private int toGrant; // lock
    private boolean withheld; // lock

    Http2Stream(Http2Peer peer, int id, int sendWindow) {
        this.peer = peer;
        this.id = id;
        this.sendWindow = sendWindow;
    }

    int id() {
        return id;
    }

    // --- the reader's, with the lock ---------------------------------------------------------------------------------

    void answered(HeaderBlock.Answer headers, boolean last) {
        if (answer == null) {
            answer = headers;
        }
        if (last) {
            ended("END_STREAM");
        }
    }

    /** Keeps bytes; {@return by how much to widen the window} */
    int received(Http2Frame data) {
        input.add(ByteBuffer.wrap(data.payload()));
        received += data.payload().length;
        if (data.has(Http2Frame.END_STREAM)) {
            ended("END_STREAM");
        }
        toGrant += data.payload().length;
        if (withheld || end != null || toGrant < GRANT) {
            return 0;
        }
        int grant = toGrant;
        toGrant = 0;
        return grant;
    }

    void reset(int code) {
        ended("RST_STREAM " + code);
    }

    void lost() {
        ended("the connection ended");
    }

    private void ended(String how) {
        if (end == null) {
            end = how;
        } else if (how.startsWith("RST")) {
            end += ", " + how;
        }
    }

    void widen(int bytes) {
        sendWindow += bytes;
    }

    // --- sending -----------------------------------------------------------------------------------------------------

    /** Sends frames, masked, as far and as soon as flow control lets them go. */
    void send(WireFrame... frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (WireFrame frame : frames) {
            bytes.writeBytes(encode(frame));
        }
        write(bytes.toByteArray());
    }

    /** The bytes of a frame, masked with a random key. */
    static byte[] encode(WireFrame frame) {
        return frame.encode(ThreadLocalRandom.current().nextInt());
    }

    /** Sends bytes as DATA, as soon as flow control lets them go. */
    void write(byte[] bytes) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            peer.await("a window for stream " + id, this::mayWriteNow);
            at += writeSome(bytes, at);
        }
    }

    // RST_STREAM or the end of the connection would keep the windows shut for ever.
    private boolean mayWrite() {
        if (end != null) {
            throw new IllegalStateException("stream " + id + " ended: " + end);
        }
        return sendWindow > 0;
    }

    /** {@return whether flow control lets something go}; with the lock */
    boolean mayWriteNow() {
        return mayWrite() && peer.mayWrite();
    }

    /** Sends no more than one DATA frame and what flow control allows now; {@return how many bytes} */
    int writeSome(byte[] bytes, int offset) throws IOException {
        int length = peer.locked(() -> {
            int most = (int) Math.min(sendWindow, Math.min(bytes.length - offset, Http2Frame.MAX_PAYLOAD));
            int taken = peer.takeWindow(Math.max(0, most));
            sendWindow -= taken;
            return taken;
        });
        if (length > 0) {
            data(Arrays.copyOfRange(bytes, offset, offset + length), 0);
        }
        return length;
    }

    /** Sends a DATA frame, whatever flow control says. */
    void data(byte[] bytes, int flags) throws IOException {
        peer.write(new Http2Frame(Http2Frame.DATA, flags, id, bytes));
    }

    /** Sends an empty DATA frame with END_STREAM. */
    void finish() throws IOException {
        data(new byte[0], Http2Frame.END_STREAM);
    }

    /** Sends RST_STREAM. */
    void cancel() throws IOException {
        peer.write(Http2Frame.reset(id, 8));
    }

    /** Widens the server's window no more. */
    Http2Stream withhold() {
        peer.locked(() -> withheld = true);
        return this;
    }

    /** Widens the server's window again, by what was withheld to begin with. */
    void grant() throws IOException {
        int grant = peer.locked(() -> {
            int all = toGrant;
            toGrant = 0;
            withheld = false;
            return all;
        });
        if (grant > 0) {
            peer.write(Http2Frame.windowUpdate(id, grant));
        }
    }

    // --- receiving ---------------------------------------------------------------------------------------------------

    /** Waits for the answer. */
    HeaderBlock.Answer answer() throws IOException {
        peer.await("an answer on stream " + id, () -> answer != null || end != null);
        HeaderBlock.Answer known = peer.locked(() -> answer);
        if (known == null) {
            throw new EOFException("stream " + id + " ended without an answer: " + end());
        }
        return known;
    }

    /** {@return whether an answer has come} */
    boolean isAnswered() {
        return peer.locked(() -> answer != null);
    }

    /** {@return how many bytes of DATA came so far} */
    long received() {
        return peer.locked(() -> received);
    }

    /** The same, with the lock. */
    long receivedNow() {
        return received;
    }

    /** {@return how the server ended its side, null if it did not: END_STREAM, or RST_STREAM and its code} */
    @Nullable String end() {
        return peer.locked(() -> end);
    }

    /** Waits for the server to end its side and drops what comes before; {@return how it did} */
    String awaitEnd() throws IOException {
        peer.await("the end of stream " + id, () -> end != null);
        return Objects.requireNonNull(end());
    }

    /** Reads everything up to the end as a text. */
    String body() throws IOException {
        awaitEnd();
        return new String(take((int) received()), StandardCharsets.UTF_8);
    }

    /**
     * Reads the next WebSocket frame, which a server must not mask.
     *
     * @throws EOFException when the stream ends before it
     */
    WireFrame read() throws IOException {
        byte[] head = take(2);
        if (head[1] < 0) {
            throw new AssertionError("a masked frame from a server");
        }
        long length = head[1];
        if (length == 126) {
            length = ByteBuffer.wrap(take(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = ByteBuffer.wrap(take(8)).getLong();
        }
        return new WireFrame(head[0] < 0, (head[0] >> 4) & 7, head[0] & 15, take(Math.toIntExact(length)));
    }

    /** Reads the next message, joining its frames; a control frame in between is an error. */
    WireFrame readMessage() throws IOException {
        WireFrame first = read();
        if (first.isControl() || first.fin()) {
            return first;
        }
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(first.payload());
        WireFrame next;
        do {
            next = read();
            if (next.opcode() != WireFrame.CONTINUATION) {
                throw new AssertionError(next + " inside a message");
            }
            payload.writeBytes(next.payload());
        } while (!next.fin());
        return new WireFrame(true, first.rsv(), first.opcode(), payload.toByteArray());
    }

    /** Sends a text to an echo, which must come back. */
    void echoes(String text) throws IOException {
        send(WireFrame.text(text));
        WireFrame answer = read();
        if (!answer.equals(WireFrame.text(text))) {
            throw new AssertionError("not an echo of " + text + " on stream " + id + ": " + answer);
        }
    }

    private byte[] take(int length) throws IOException {
        byte[] bytes = new byte[length];
        int[] at = {0};
        peer.await(length + " bytes on stream " + id, () -> {
            while (at[0] < length && !input.isEmpty()) {
                ByteBuffer next = input.element();
                int count = Math.min(next.remaining(), length - at[0]);
                next.get(bytes, at[0], count);
                at[0] += count;
                if (!next.hasRemaining()) {
                    input.remove();
                }
            }
            return at[0] == length || end != null;
        });
        if (at[0] < length) {
            throw new EOFException("stream " + id + " ended: " + end());
        }
        return bytes;
    }
}
