package dev.ws.it.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One end of a WebSocket connection made of a plain socket: sends any bytes in any pieces, reads one frame after the
 * other and checks that each is one the peer may send. In both roles: {@link #open} is a client, {@link #adopt} takes
 * a connection that was accepted and shakes hands as a server. For one thread; reading and writing may be done by two.
 */
public final class RawWebSocket implements Closeable {
    /** How long a read waits for its first byte and for each following one. Long, because machines may be busy. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The key of RFC 6455 section 1.3. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int FRAME_LIMIT = 64 << 20;
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Socket plain; // what TCP sees
    private final Socket socket; // the same, or TLS over it
    private final InputStream in;
    private final OutputStream out;
    private final boolean client;
    private int extensionBits; // whoever reads; the reserved bits of the extensions agreed

    private RawWebSocket(Socket socket, boolean client) throws IOException {
        this(socket, socket, client);
    }

    private RawWebSocket(Socket plain, Socket socket, boolean client) throws IOException {
        this.plain = plain;
        this.socket = socket;
        this.client = client;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.out = socket.getOutputStream();
    }

    // --- opening -----------------------------------------------------------------------------------------------------

    /** Connects and sends nothing. */
    public static RawWebSocket connect(int port) throws IOException {
        return connect(port, 0);
    }

    /**
     * Connects and sends nothing.
     *
     * @param receiveBuffer the size of the kernel's receive buffer in bytes, 0 for the default; a small one makes a slow
     *     reader felt early
     */
    public static RawWebSocket connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(LOOPBACK, port), (int) PATIENCE.toMillis());
        return new RawWebSocket(socket, true);
    }

    /** Connects with TLS and sends nothing of its own. */
    public static RawWebSocket connect(int port, int receiveBuffer, SSLContext tls) throws IOException {
        RawWebSocket below = connect(port, receiveBuffer);
        try {
            Socket secure = tls.getSocketFactory().createSocket(below.plain, "localhost", port, false);
            return new RawWebSocket(below.plain, secure, true);
        } catch (IOException e) {
            below.close();
            throw e;
        }
    }

    /** Connects and shakes hands; fails when the answer is not a correct 101. */
    public static RawWebSocket open(int port, String target, String... headerLines) throws IOException {
        RawWebSocket peer = connect(port);
        try {
            peer.shakeHands(port, target, headerLines);
            return peer;
        } catch (IOException | RuntimeException | Error e) {
            peer.close();
            throw e;
        }
    }

    /** Sends an opening handshake and fails when the answer is not a correct 101. */
    public HttpAnswer shakeHands(int port, String target, String... headerLines) throws IOException {
        write(request(port, target, headerLines));
        HttpAnswer answer = readAnswer();
        if (answer.status() != 101
                || !answer.header("upgrade").equalsIgnoreCase("websocket")
                || !answer.header("connection").toLowerCase(Locale.ROOT).contains("upgrade")
                || !answer.header("sec-websocket-accept").equals(accept(KEY))) {
            throw new AssertionError("not a correct 101: " + answer);
        }
        return answer;
    }

    /** A correct opening handshake with more header lines. */
    public static byte[] request(int port, String target, String... headerLines) {
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n")
                .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: " + KEY + "\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        return ascii(head.append("\r\n").toString());
    }

    /** Takes an accepted connection and answers its handshake as a server, with more header lines. */
    public static RawWebSocket adopt(Socket accepted, String... headerLines) throws IOException {
        RawWebSocket peer = adoptSilently(accepted);
        peer.welcome(peer.readRequest(), headerLines);
        return peer;
    }

    /** Takes an accepted connection and reads and sends nothing. */
    public static RawWebSocket adoptSilently(Socket accepted) throws IOException {
        return new RawWebSocket(accepted, false);
    }

    /** Reads the head of a request: its first line, and its header fields. */
    public List<String> readRequest() throws IOException {
        return readHead();
    }

    /** Answers the head of an opening handshake with a correct 101 with more header lines. */
    public void welcome(List<String> request, String... headerLines) throws IOException {
        String key = "";
        for (String line : request) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                key = line.substring(line.indexOf(':') + 1).strip();
            }
        }
        StringBuilder head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n")
                .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ")
                .append(accept(key))
                .append("\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        write(ascii(head.append("\r\n").toString()));
    }

    /** The accept value of a key (RFC 6455 section 4.2.2). */
    public static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest(ascii(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Reads an HTTP answer; its body as announced, or up to the end when nothing is announced. */
    public HttpAnswer readAnswer() throws IOException {
        List<String> lines = readHead();
        String[] first = lines.get(0).split(" ", 3);
        if (first.length < 2 || !first[0].startsWith("HTTP/1.")) {
            throw new AssertionError("not an HTTP answer: " + lines.get(0));
        }
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(first[1]);
        String body = status == 101 ? "" : new String(readBody(headers), StandardCharsets.UTF_8);
        return new HttpAnswer(status, first.length > 2 ? first[2] : "", headers, body);
    }

    private byte[] readBody(Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return readFully(Integer.parseInt(headers.get("content-length").get(0)));
        }
        if (!headers.containsKey("transfer-encoding")) {
            return in.readAllBytes();
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (; ; ) {
            int size = Integer.parseInt(readLine().strip(), 16);
            body.write(readFully(size));
            readLine();
            if (size == 0) {
                return body.toByteArray();
            }
        }
    }

    private List<String> readHead() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            lines.add(line);
        }
        if (lines.isEmpty()) {
            throw new AssertionError("an empty HTTP head");
        }
        return lines;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = readByte(); b != '\n'; b = readByte()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    /** {@return whether this end is the client} */
    public boolean isClient() {
        return client;
    }

    // --- sending -----------------------------------------------------------------------------------------------------

    /** The bytes of a frame as this end must send it: masked with a random key as client, unmasked as server. */
    public byte[] encode(WireFrame frame) {
        return frame.encode(client ? ThreadLocalRandom.current().nextInt() : null);
    }

    /** The bytes of frames one after the other. */
    public byte[] encode(List<WireFrame> frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frames.forEach(frame -> bytes.writeBytes(encode(frame)));
        return bytes.toByteArray();
    }

    /** Sends frames, each in a write of its own. */
    public void send(WireFrame... frames) throws IOException {
        for (WireFrame frame : frames) {
            write(encode(frame));
        }
    }

    /** Sends frames in one write. */
    public void sendTogether(List<WireFrame> frames) throws IOException {
        write(encode(frames));
    }

    /** Sends frames in writes of a few bytes, cut without regard to frames. */
    public void sendChopped(int pieceBytes, List<WireFrame> frames) throws IOException {
        writeChopped(encode(frames), pieceBytes);
    }

    /** Writes bytes as they are. */
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Writes bytes in pieces, each with a system call and, as Nagle is off, a segment of its own. */
    public void writeChopped(byte[] bytes, int pieceBytes) throws IOException {
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            out.write(bytes, at, Math.min(pieceBytes, bytes.length - at));
        }
    }

    // --- reading -----------------------------------------------------------------------------------------------------

    /** Waits at most this long for each byte from now on; {@link SocketTimeoutException} after that. */
    public RawWebSocket patience(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        return this;
    }

    /** Takes these reserved bits on the first frames of messages from now on; 4 for RSV1. */
    public RawWebSocket reservedBits(int bits) {
        extensionBits = bits;
        return this;
    }

    /**
     * Reads the next frame.
     *
     * @throws EOFException when the connection ends before it
     * @throws AssertionError for a frame that this peer must not send
     */
    public WireFrame read() throws IOException {
        int first = readByte();
        int second = readByte();
        int form = second & 0x7F;
        long length = form;
        if (form == 126) {
            length = ByteBuffer.wrap(readFully(2)).getShort() & 0xFFFF;
        } else if (form == 127) {
            length = ByteBuffer.wrap(readFully(8)).getLong();
        }
        boolean masked = (second & 0x80) != 0;
        WireFrame head = new WireFrame((first & 0x80) != 0, (first >> 4) & 7, first & 15, new byte[0]);
        check(masked != client, "a frame with the wrong mask bit", head);
        check(length >= 0 && length <= FRAME_LIMIT, "an absurd length " + length, head);
        check(form != 126 || length > 125, "16 bits for the length " + length, head);
        check(form != 127 || length > 65535, "64 bits for the length " + length, head);
        check((head.rsv() & ~extensionBits) == 0, "reserved bits without an extension", head);
        check(head.rsv() == 0 || head.opcode() == 1 || head.opcode() == 2, "reserved bits inside a message", head);
        check(head.opcode() <= 2 || (head.opcode() >= 8 && head.opcode() <= 10), "a reserved opcode", head);
        check(!head.isControl() || (head.fin() && length <= 125), "a fragmented or long control frame", head);
        int key = masked ? ByteBuffer.wrap(readFully(4)).getInt() : 0;
        byte[] payload = readFully((int) length);
        if (masked) {
            WireFrame.mask(payload, 0, payload.length, key);
        }
        return new WireFrame(head.fin(), head.rsv(), head.opcode(), payload);
    }

    private static void check(boolean expected, String what, WireFrame head) {
        if (!expected) {
            throw new AssertionError("the peer sent " + what + " in a frame with opcode " + head.opcode());
        }
    }

    /** Reads the next message, joining its frames; a control frame in between is an error. */
    public WireFrame readMessage() throws IOException {
        WireFrame first = read();
        if (first.isControl() || first.fin()) {
            return first;
        }
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(first.payload());
        for (; ; ) {
            WireFrame next = read();
            check(next.opcode() == WireFrame.CONTINUATION, "no continuation inside a message", next);
            payload.writeBytes(next.payload());
            if (next.fin()) {
                return new WireFrame(true, 0, first.opcode(), payload.toByteArray());
            }
        }
    }

    /**
     * Waits for the peer to end the connection and drops what still comes before that.
     *
     * @return whether it ended with FIN; false for RST
     * @throws SocketTimeoutException when it does not end
     */
    public boolean awaitEnd() throws IOException {
        byte[] dropped = new byte[1 << 16];
        try {
            while (in.read(dropped) >= 0) {
                // whatever the peer sent before it noticed
            }
            return true;
        } catch (SocketException e) {
            return false;
        }
    }

    /**
     * Waits for the peer to end the connection.
     *
     * @return how many bytes came before that
     * @throws SocketTimeoutException when it does not end
     * @throws SocketException when it ends with RST
     */
    public long awaitNothing() throws IOException {
        return in.transferTo(OutputStream.nullOutputStream());
    }

    /** Drops bytes that arrive until this many have been read. */
    public void skip(long bytes) throws IOException {
        in.skipNBytes(bytes);
    }

    /** What can be read without waiting. */
    public int available() throws IOException {
        return in.available();
    }

    private int readByte() throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("the peer ended the connection");
        }
        return b;
    }

    private byte[] readFully(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the peer ended the connection after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    // --- ending ------------------------------------------------------------------------------------------------------

    /** Sends FIN, with TLS its close_notify; reading goes on. */
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends with RST instead of FIN. */
    public void reset() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }

    /** Ends with FIN, without a closing handshake. */
    @Override
    public void close() throws IOException {
        plain.close();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bytes of a given length that do not repeat in steps of four, so that a wrong mask offset shows. */
    public static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >>> 8));
        }
        return bytes;
    }

    /** Cuts bytes into fragments of one message: the first with the opcode, continuations, FIN on the last. */
    public static List<WireFrame> fragments(int opcode, byte[] payload, int fragmentBytes) {
        List<WireFrame> frames = new ArrayList<>();
        int at = 0;
        do {
            int end = Math.min(payload.length, at + fragmentBytes);
            frames.add(new WireFrame(
                    end == payload.length,
                    0,
                    at == 0 ? opcode : WireFrame.CONTINUATION,
                    Arrays.copyOfRange(payload, at, end)));
            at = end;
        } while (at < payload.length);
        return frames;
    }

    /** What was not read yet, for an engine that takes the connection over. */
    public InputStream input() {
        return in;
    }

    /** Where to write, for an engine that takes the connection over. */
    public OutputStream output() {
        return out;
    }

    /** The address this end has; for finding the connection on the other side. */
    public @Nullable InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }
}
