package dev.ws.it.wire;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A peer with permessage-deflate as browsers and Node do it: one deflater and one inflater for the whole connection,
 * reset only where no context takeover was agreed. It fails when a reference of the other side reaches further back than
 * the window that was agreed, and keeps to its own. A client, or a server. Reading and writing may be done by two threads.
 */
public final class DeflatePeer implements Closeable {
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int RSV1 = 4;

    private final RawWebSocket socket;
    private final String answer;
    private final DeflateTerms terms;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private byte[] history = new byte[0]; // whoever writes; the end of what was sent, where the own window is small
    private int compressedMessages; // whoever reads
    private int plainMessages; // whoever reads
    private long wireBytes; // whoever reads

    private DeflatePeer(RawWebSocket socket, String answer) {
        this.socket = socket;
        this.answer = answer;
        this.terms = DeflateTerms.parse(answer);
        socket.reservedBits(RSV1);
    }

    /** Connects with an offer, the whole value of the header field; fails unless it is accepted. */
    public static DeflatePeer open(int port, String target, String offer) throws IOException {
        return open(port, target, offer, 0);
    }

    /** Connects with an offer and a receive buffer as {@link RawWebSocket#connect(int, int)} does. */
    public static DeflatePeer open(int port, String target, String offer, int receiveBuffer) throws IOException {
        RawWebSocket socket = RawWebSocket.connect(port, receiveBuffer);
        try {
            HttpAnswer answer = socket.shakeHands(port, target, "Sec-WebSocket-Extensions: " + offer);
            return new DeflatePeer(socket, answer.header("sec-websocket-extensions"));
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    /** Answers the handshake of an accepted connection as a server, with the whole value of the header field. */
    public static DeflatePeer adopt(Socket accepted, String answer) throws IOException {
        return new DeflatePeer(RawWebSocket.adopt(accepted, "Sec-WebSocket-Extensions: " + answer), answer);
    }

    private int ownBits() {
        return socket.isClient() ? terms.clientBits() : terms.serverBits();
    }

    private boolean ownTakeover() {
        return socket.isClient() ? terms.clientTakeover() : terms.serverTakeover();
    }

    private int othersBits() {
        return socket.isClient() ? terms.serverBits() : terms.clientBits();
    }

    private boolean othersTakeover() {
        return socket.isClient() ? terms.serverTakeover() : terms.clientTakeover();
    }

    /** The connection below, for sending and reading frames as they are. */
    public RawWebSocket socket() {
        return socket;
    }

    /** The server's answer as it came. */
    public String answer() {
        return answer;
    }

    public DeflateTerms terms() {
        return terms;
    }

    /** How many messages read came compressed. */
    public int compressedMessages() {
        return compressedMessages;
    }

    /** How many messages read came as they are. */
    public int plainMessages() {
        return plainMessages;
    }

    /** The payload bytes of all messages read, as they were on the wire. */
    public long wireBytes() {
        return wireBytes;
    }

    // --- sending -----------------------------------------------------------------------------------------------------

    /** A message in one frame. */
    public WireFrame frame(int opcode, byte[] plain) {
        return new WireFrame(true, RSV1, opcode, compress(plain, true));
    }

    /** A message compressed as a whole, and the result cut into fragments. */
    public List<WireFrame> fragments(int opcode, byte[] plain, int fragmentBytes) {
        return compressed(RawWebSocket.fragments(opcode, compress(plain, true), fragmentBytes));
    }

    /** A message cut into fragments, and each of them compressed and flushed. */
    public List<WireFrame> pieces(int opcode, byte[] plain, int pieceBytes) {
        List<WireFrame> frames = new ArrayList<>();
        for (WireFrame piece : RawWebSocket.fragments(opcode, plain, pieceBytes)) {
            frames.add(new WireFrame(piece.fin(), 0, piece.opcode(), compress(piece.payload(), piece.fin())));
        }
        return compressed(frames);
    }

    private static List<WireFrame> compressed(List<WireFrame> frames) {
        frames.set(0, frames.get(0).withRsv(RSV1));
        return frames;
    }

    /** Sends frames in one write. */
    public void send(List<WireFrame> frames) throws IOException {
        socket.sendTogether(frames);
    }

    /** Sends a message in one frame. */
    public void send(int opcode, byte[] plain) throws IOException {
        socket.send(frame(opcode, plain));
    }

    /**
     * The next payload of the own stream.
     *
     * @param last whether the message ends with it: then the four bytes of the flush are cut off (RFC 7692 section 7.2.1)
     */
    public byte[] compress(byte[] plain, boolean last) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (ownBits() == 15) {
            deflate(plain, 0, plain.length, out);
        } else {
            deflateInPieces(plain, out);
        }
        byte[] flushed = out.toByteArray();
        if (!last) {
            return flushed;
        }
        if (!ownTakeover()) {
            deflater.reset();
            history = new byte[0];
        }
        // nothing new to say: an empty stored block, without the tail that it ends with (section 7.2.3.6)
        return flushed.length == 0 ? new byte[1] : Arrays.copyOf(flushed, flushed.length - TAIL.length);
    }

    /** A window of 2^w bytes: pieces of half of it, each of which knows as much of what was before. */
    private void deflateInPieces(byte[] plain, ByteArrayOutputStream out) {
        int half = 1 << (ownBits() - 1);
        for (int at = 0; at < plain.length; at += half) {
            int length = Math.min(half, plain.length - at);
            deflater.reset();
            deflater.setDictionary(history);
            deflate(plain, at, length, out);
            byte[] both = Arrays.copyOf(history, history.length + length);
            System.arraycopy(plain, at, both, history.length, length);
            history = Arrays.copyOfRange(both, Math.max(0, both.length - half), both.length);
        }
    }

    private void deflate(byte[] plain, int offset, int length, ByteArrayOutputStream out) {
        byte[] buffer = new byte[Math.min(1 << 16, length + 64)];
        deflater.setInput(plain, offset, length);
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, count);
        } while (count == buffer.length);
    }

    // --- reading -----------------------------------------------------------------------------------------------------

    /** Takes inflated bytes, which are only lent. */
    public interface Sink {
        void accept(byte[] bytes, int length);
    }

    /** Reads the next message, inflated, or a control frame. */
    public WireFrame readMessage() throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        WireFrame first = readMessage((bytes, length) -> plain.write(bytes, 0, length));
        return first.isControl() ? first : new WireFrame(true, 0, first.opcode(), plain.toByteArray());
    }

    /** Reads the next message, a frame at a time, and hands on what it says; returns its first frame. */
    public WireFrame readMessage(Sink sink) throws IOException {
        WireFrame first = socket.read();
        if (first.isControl()) {
            return first;
        }
        boolean compressed = first.rsv() == RSV1;
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (WireFrame frame = first; ; frame = next()) {
            wireBytes += frame.payload().length;
            if (!compressed) {
                sink.accept(frame.payload(), frame.payload().length);
            } else {
                inflate(frame.payload(), sink);
                if (frame.fin()) {
                    inflate(TAIL, sink);
                }
                if (othersBits() < 15) {
                    blocks.writeBytes(frame.payload());
                }
            }
            if (frame.fin()) {
                break;
            }
        }
        if (compressed) {
            ended(blocks);
        } else {
            plainMessages++;
        }
        return first;
    }

    private WireFrame next() throws IOException {
        WireFrame frame = socket.read();
        if (frame.opcode() != WireFrame.CONTINUATION) {
            throw new AssertionError("inside a message came " + frame);
        }
        return frame;
    }

    private void ended(ByteArrayOutputStream blocks) {
        compressedMessages++;
        if (!othersTakeover()) {
            inflater.reset();
        }
        if (othersBits() < 15) {
            blocks.writeBytes(TAIL);
            int reach = DeflateReach.of(blocks.toByteArray());
            if (reach > 1 << othersBits()) {
                throw new AssertionError("a reference " + reach + " bytes back with " + answer);
            }
        }
    }

    private void inflate(byte[] compressed, Sink sink) {
        byte[] buffer = new byte[1 << 16];
        inflater.setInput(compressed);
        try {
            for (int count = inflater.inflate(buffer); count > 0; count = inflater.inflate(buffer)) {
                sink.accept(buffer, count);
            }
        } catch (DataFormatException e) {
            throw new AssertionError("the other side's data do not inflate", e);
        }
        if (inflater.finished()) {
            throw new AssertionError("the other side's stream has an end");
        }
    }

    /** Frees the streams and ends the connection with FIN. */
    @Override
    public void close() throws IOException {
        deflater.end();
        inflater.end();
        socket.close();
    }
}
