package dev.ws.it.http2;

import dev.ws.it.wire.KeyStores;
import dev.ws.it.wire.RawWebSocket;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of an HTTP/2 connection that can do anything wrong. A thread of its own reads, acknowledges settings
 * and pings, and keeps what belongs to a stream for {@link Http2Stream}. Any thread may call it. Longer than others because
 * requests, frames and waiting share one lock.
 */
final class Http2Peer implements Closeable {
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Guards what the reader changes, here and in the streams. */
    final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private final Socket socket;
    private final boolean secure;
    private final HeaderBlock headers = new HeaderBlock(); // reader
    private final ReentrantLock writing = new ReentrantLock();
    private final Map<Integer, Http2Stream> streams = new HashMap<>(); // lock
    private final Map<Integer, Integer> settings = new HashMap<>(); // lock
    private int nextStream = 1; // writing
    private long sendWindow = 65535; // lock
    private @Nullable Integer goAway; // lock
    private @Nullable String end; // lock

    private Http2Peer(Socket socket, boolean secure) throws IOException {
        this.socket = socket;
        this.secure = secure;
        socket.setTcpNoDelay(true);
        writeBytes(PREFACE);
        write(new Http2Frame(Http2Frame.SETTINGS, 0, 0, new byte[0]));
        write(Http2Frame.windowUpdate(0, 1 << 30)); // streams are held back one by one
        Thread reader = new Thread(this::read, "h2 peer");
        reader.setDaemon(true);
        reader.start();
        await("the server's settings", () -> !settings.isEmpty());
    }

    /** Opens a connection to a port without TLS, with prior knowledge (RFC 9113 section 3.3). */
    static Http2Peer plain(int port) throws IOException {
        return new Http2Peer(new Socket(InetAddress.getLoopbackAddress(), port), false);
    }

    /** Opens a connection to a port with TLS, where ALPN must choose HTTP/2. */
    static Http2Peer secure(int port) throws IOException {
        SSLSocket socket =
                (SSLSocket) KeyStores.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!socket.getApplicationProtocol().equals("h2")) {
            throw new AssertionError("ALPN chose " + socket.getApplicationProtocol());
        }
        return new Http2Peer(socket, true);
    }

    /** {@return whether the server announced extended CONNECT (RFC 8441 section 3)} */
    boolean offersConnectProtocol() {
        return locked(() -> settings.getOrDefault(ENABLE_CONNECT_PROTOCOL, 0) == 1);
    }

    // --- requests ----------------------------------------------------------------------------------------------------

    /**
     * The fields of a correct handshake (RFC 8441 section 5).
     *
     * @param target path and query
     * @param more further lines {@code name: value}
     */
    List<String> handshake(String target, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                ":method: CONNECT",
                ":protocol: websocket",
                ":scheme: " + (secure ? "https" : "http"),
                ":path: " + target,
                ":authority: " + authority(),
                "sec-websocket-version: 13"));
        lines.addAll(List.of(more));
        return lines;
    }

    /** {@return the server's authority} */
    String authority() {
        return "127.0.0.1:" + socket.getPort();
    }

    /** Opens a WebSocket; the answer must be 200. */
    Http2Stream open(String target, String... more) throws IOException {
        Http2Stream stream = request(handshake(target, more), 0);
        HeaderBlock.Answer answer = stream.answer();
        if (answer.status() != 200) {
            throw new AssertionError("not a 200: " + answer);
        }
        return stream;
    }

    /** Sends an ordinary GET. */
    Http2Stream get(String target, String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                ":method: GET",
                ":scheme: " + (secure ? "https" : "http"),
                ":path: " + target,
                ":authority: " + authority()));
        lines.addAll(List.of(more));
        return request(lines, Http2Frame.END_STREAM);
    }

    /** Sends any request; {@code flags} are added to END_HEADERS. */
    Http2Stream request(Iterable<String> lines, int flags) throws IOException {
        byte[] block = HeaderBlock.encode(lines);
        writing.lock();
        try {
            Http2Stream stream = new Http2Stream(this, nextStream, locked(this::initialWindow));
            nextStream += 2;
            locked(() -> streams.put(stream.id(), stream));
            write(new Http2Frame(Http2Frame.HEADERS, flags | Http2Frame.END_HEADERS, stream.id(), block));
            return stream;
        } finally {
            writing.unlock();
        }
    }

    private int initialWindow() {
        return settings.getOrDefault(INITIAL_WINDOW_SIZE, 65535);
    }

    // --- frames ------------------------------------------------------------------------------------------------------

    /** Sends a frame, whatever it is. */
    void write(Http2Frame frame) throws IOException {
        writeBytes(frame.encode());
    }

    /** Sends bytes, whatever they are. */
    void writeBytes(byte[] bytes) throws IOException {
        writing.lock();
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } finally {
            writing.unlock();
        }
    }

    /** Whether the connection's window is open; with the lock. */
    boolean mayWrite() {
        return sendWindow > 0;
    }

    /** Takes up to so many bytes of the connection's window; with the lock. */
    int takeWindow(int bytes) {
        int taken = (int) Math.max(0, Math.min(bytes, sendWindow));
        sendWindow -= taken;
        return taken;
    }

    private void read() {
        String how;
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            for (; ; ) {
                receive(Http2Frame.read(in));
            }
        } catch (IOException | RuntimeException e) {
            how = e.toString();
        }
        String cause = how;
        locked(() -> {
            end = cause;
            streams.values().forEach(Http2Stream::lost);
            return null;
        });
    }

    private void receive(Http2Frame frame) throws IOException {
        switch (frame.type()) {
            case Http2Frame.SETTINGS -> {
                if (!frame.has(Http2Frame.ACK)) {
                    locked(() -> apply(ByteBuffer.wrap(frame.payload())));
                    write(new Http2Frame(Http2Frame.SETTINGS, Http2Frame.ACK, 0, new byte[0]));
                }
            }
            case Http2Frame.PING -> {
                if (!frame.has(Http2Frame.ACK)) {
                    write(new Http2Frame(Http2Frame.PING, Http2Frame.ACK, 0, frame.payload()));
                }
            }
            case Http2Frame.GOAWAY ->
                locked(() -> goAway = ByteBuffer.wrap(frame.payload()).getInt(4));
            case Http2Frame.HEADERS -> {
                HeaderBlock.Answer answer = headers.decode(frame.payload());
                locked(() -> {
                    stream(frame).answered(answer, frame.has(Http2Frame.END_STREAM));
                    return null;
                });
            }
            case Http2Frame.DATA -> {
                int grant = locked(() -> stream(frame).received(frame));
                if (frame.payload().length > 0) {
                    write(Http2Frame.windowUpdate(0, frame.payload().length));
                }
                if (grant > 0) {
                    write(Http2Frame.windowUpdate(frame.stream(), grant));
                }
            }
            case Http2Frame.RST_STREAM ->
                locked(() -> {
                    stream(frame).reset(ByteBuffer.wrap(frame.payload()).getInt());
                    return null;
                });
            case Http2Frame.WINDOW_UPDATE ->
                locked(() -> {
                    int bytes = ByteBuffer.wrap(frame.payload()).getInt();
                    if (frame.stream() == 0) {
                        sendWindow += bytes;
                    } else {
                        stream(frame).widen(bytes);
                    }
                    return null;
                });
            default -> {
                // PRIORITY and unknown ones mean nothing here
            }
        }
    }

    private @Nullable Void apply(ByteBuffer payload) {
        int before = initialWindow();
        settings.put(0, 0); // arrived, even if empty
        while (payload.hasRemaining()) {
            settings.put((int) payload.getShort(), payload.getInt());
        }
        int wider = initialWindow() - before;
        streams.values().forEach(stream -> stream.widen(wider));
        return null;
    }

    private Http2Stream stream(Http2Frame frame) {
        Http2Stream stream = streams.get(frame.stream());
        if (stream == null) {
            throw new IllegalStateException("a frame for the unknown stream " + frame.stream());
        }
        return stream;
    }

    // --- waiting and ending ------------------------------------------------------------------------------------------

    /** Does something with the lock, then wakes those who wait. */
    <T> T locked(Locked<T> action) {
        lock.lock();
        try {
            T result = action.run();
            changed.signalAll();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a condition, which is asked with the lock. */
    void await(String what, Callable<Boolean> condition) throws IOException {
        long left = RawWebSocket.PATIENCE.toNanos();
        lock.lock();
        try {
            while (!condition.call()) {
                if (left <= 0) {
                    throw new SocketTimeoutException("not in time: " + what + "; GOAWAY " + goAway + ", end " + end);
                }
                left = changed.awaitNanos(left);
            }
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the server's GOAWAY or the end of the connection; {@return the error code, -1 without GOAWAY} */
    int awaitGoAway() throws IOException {
        await("GOAWAY", () -> goAway != null || end != null);
        return locked(() -> goAway == null ? -1 : goAway);
    }

    /** Waits for the server to end the connection. */
    void awaitEnd() throws IOException {
        await("the end of the connection", () -> end != null);
    }

    /** {@return whether the server has neither said GOAWAY nor ended the connection} */
    boolean isAlive() {
        return locked(() -> goAway == null && end == null);
    }

    /** Waits a moment for the condition; {@return whether it holds} */
    boolean holdsWithin(long millis, Callable<Boolean> condition) throws Exception {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (!condition.call() && left > 0) {
                left = changed.awaitNanos(left);
            }
            return condition.call();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the connection, without GOAWAY. */
    void leave() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        leave();
    }

    /** Something done with the lock. */
    interface Locked<T> {
        T run();
    }
}
