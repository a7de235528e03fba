package dev.ws.server;

import dev.ws.Headers;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import dev.ws.handshake.Requests;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client that speaks bytes: a blocking socket, TCP or UNIX domain. */
final class RawClient implements AutoCloseable {
    /** What the server answers to {@link #request}. */
    static final String ACCEPTED = String.join(
            "\r\n",
            "HTTP/1.1 101 Switching Protocols",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Accept: " + Requests.ACCEPT,
            "",
            "");

    private final SocketChannel channel;

    private RawClient(SocketChannel channel) {
        this.channel = channel;
    }

    static RawClient connect(SocketAddress server) throws IOException {
        if (server instanceof InetSocketAddress address) {
            InetAddress host =
                    address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(host, address.getPort()));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new RawClient(channel);
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(server);
        return new RawClient(channel);
    }

    static RawClient connect(WebSocketServer server) throws IOException {
        return connect(server.address().orElseThrow());
    }

    static RawClient connect(HttpListener listener) throws IOException {
        return connect(listener.address().orElseThrow());
    }

    /** {@return a correct handshake} */
    static String request(String target, String... moreFields) {
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        Headers.Builder headers = Requests.headers();
        for (int i = 0; i < moreFields.length; i += 2) {
            headers.add(moreFields[i], moreFields[i + 1]);
        }
        Headers fields = headers.build();
        for (int i = 0; i < fields.size(); i++) {
            head.append(fields.name(i)).append(": ").append(fields.value(i)).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    /** {@return frames as a client sends them} */
    static byte[] frames(WireFrame... frames) {
        return WireFrame.bytes(Role.SERVER, frames);
    }

    SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    /** Shakes hands. */
    RawClient open(String target) throws IOException {
        String head = send(request(target)).head();
        if (!head.equals(ACCEPTED)) {
            throw new IOException(head);
        }
        return this;
    }

    /** {@return the next head} */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            head.append((char) (exactly(1)[0] & 0xFF));
        }
        return head.toString();
    }

    /** {@return the next frame, described} */
    String frame() throws IOException {
        byte[] start = exactly(2);
        byte[] payload = exactly(start[1] & 0x7F); // short ones only
        byte[] both =
                ByteBuffer.allocate(2 + payload.length).put(start).put(payload).array();
        return WireFrame.describe(both).get(0);
    }

    private byte[] exactly(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException(buffer.position() + " of " + count);
            }
        }
        return buffer.array();
    }

    /** {@return everything until the orderly end} */
    String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        while (channel.read(buffer.clear()) >= 0) {
            all.write(buffer.array(), 0, buffer.position());
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits for the end, orderly or not. */
    void awaitEnd() {
        try {
            rest();
        } catch (IOException reset) {
            return;
        }
    }

    /** {@return whether there is something to read now, the end included} */
    boolean hasInput() throws IOException {
        channel.configureBlocking(false);
        try {
            ByteBuffer buffer = ByteBuffer.allocate(1);
            return channel.read(buffer) != 0;
        } finally {
            channel.configureBlocking(true);
        }
    }

    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
