package dev.ws.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;

/** The vocabulary of a case: what the tester sends, and what has to come back, in order and with nothing in between. */
public final class Exchange implements AutoCloseable {
    private final RawWebSocket peer;

    public Exchange(RawWebSocket peer) {
        this.peer = peer;
    }

    // --- what is sent ------------------------------------------------------------------------------------------------

    /** Frames, each in a segment of its own. */
    Exchange send(WireFrame... frames) {
        return writing(() -> peer.send(frames));
    }

    /** Frames, each in a segment of its own. */
    Exchange send(List<WireFrame> frames) {
        return send(frames.toArray(WireFrame[]::new));
    }

    /** Frames in one write. */
    Exchange sendTogether(List<WireFrame> frames) {
        return writing(() -> peer.sendTogether(frames));
    }

    /** Frames in pieces of a few bytes. */
    Exchange sendChopped(int pieceBytes, WireFrame... frames) {
        return writing(() -> peer.sendChopped(pieceBytes, List.of(frames)));
    }

    /** A frame in two writes, cut at a byte of its payload. */
    Exchange sendSplit(WireFrame frame, int payloadBytes) {
        byte[] bytes = peer.encode(frame);
        int cut = bytes.length - frame.payload().length + payloadBytes;
        return writing(() -> {
            peer.write(Arrays.copyOf(bytes, cut));
            peer.write(Arrays.copyOfRange(bytes, cut, bytes.length));
        });
    }

    /** A frame up to a byte of its payload and no further. */
    Exchange sendBeginning(WireFrame frame, int payloadBytes) {
        byte[] bytes = peer.encode(frame);
        return writing(() -> peer.write(Arrays.copyOf(bytes, bytes.length - frame.payload().length + payloadBytes)));
    }

    /** A frame that claims a length in more bytes than needed. */
    Exchange sendWithLengthBits(WireFrame frame, int lengthBits) {
        byte[] payload = frame.payload().clone();
        Integer key = peer.isClient() ? 0x37FA213D : null;
        if (key != null) {
            WireFrame.mask(payload, 0, payload.length, key);
        }
        return writing(() -> {
            peer.write(frame.header(lengthBits, payload.length, key));
            peer.write(payload);
        });
    }

    /** A frame masked as only the other side may: not as a client, or as a server. */
    Exchange sendWrongMask(WireFrame frame) {
        return writing(() -> peer.write(frame.encode(peer.isClient() ? null : 0x37FA213D)));
    }

    /** A frame masked with the key of zeros, which leaves it as it is. */
    Exchange sendZeroMask(WireFrame frame) {
        return writing(() -> peer.write(frame.encode(peer.isClient() ? 0 : null)));
    }

    /** The subject may end the connection while more is sent; what it said before decides. */
    private Exchange writing(Write write) {
        try {
            write.run();
        } catch (IOException e) {
            // the reading part of the case finds out
        }
        return this;
    }

    private interface Write {
        void run() throws IOException;
    }

    // --- what has to come back ---------------------------------------------------------------------------------------

    /** The same message, in however many frames. */
    Exchange expectMessage(WireFrame message) throws IOException {
        WireFrame echo = peer.readMessage();
        assertThat(echo.opcode()).as("kind of %s", echo).isEqualTo(message.opcode());
        assertThat(echo.payload().length).as("length of the echo").isEqualTo(message.payload().length);
        // not through AssertJ: sixteen million bytes
        assertThat(Arrays.equals(echo.payload(), message.payload()))
                .as("echo of %s is equal", message)
                .isTrue();
        return this;
    }

    /** The same message, sent as this list of frames. */
    Exchange expectMessage(int opcode, byte[] payload) throws IOException {
        return expectMessage(new WireFrame(true, 0, opcode, payload));
    }

    /** A pong with this payload. */
    Exchange expectPong(byte[] payload) throws IOException {
        assertThat(peer.read()).isEqualTo(WireFrame.pong(payload));
        return this;
    }

    /** Closes with 1000; the same close frame has to come back, and nothing else, and then the end. */
    void closesCleanly() throws IOException {
        WireFrame close = WireFrame.close(1000);
        send(close);
        expectCloseAnswer(close);
    }

    /** The answer to a close frame that was sent: the same code and reason, and then the end. */
    void expectCloseAnswer(WireFrame close) throws IOException {
        assertThat(peer.read()).isEqualTo(close);
        expectEnd(true);
    }

    /** The answer to a close frame after which more was sent: that is ignored, and the end may be a reset. */
    void expectCloseAnswerOnly(WireFrame close) throws IOException {
        assertThat(peer.read()).isEqualTo(close);
        expectEnd(false);
    }

    /** The subject fails the connection: a close frame with this code and maybe a reason, and then the end. */
    void expectFailure(int code) throws IOException {
        assertThat(peer.read().closeCode()).isEqualTo(code);
        send(WireFrame.close(code)); // the subject need not wait for it (RFC 6455 section 7.1.7)
        expectEnd(false);
    }

    private void expectEnd(boolean withFin) throws IOException {
        if (!peer.isClient()) {
            peer.finish(); // RFC 6455 section 7.1.1: the server ends TCP first
        }
        try {
            WireFrame more = peer.read();
            throw new AssertionError("after the close frame came " + more);
        } catch (EOFException e) {
            return;
        } catch (SocketException e) {
            if (withFin) {
                throw new AssertionError("the connection was reset, not ended", e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
