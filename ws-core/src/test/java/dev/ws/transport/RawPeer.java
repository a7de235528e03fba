package dev.ws.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The other end: a blocking socket, TCP or UNIX domain, with a small receive buffer. */
final class RawPeer implements AutoCloseable {
    private final SocketChannel channel;

    private RawPeer(SocketChannel channel) {
        this.channel = channel;
    }

    static RawPeer connect(SocketAddress server) throws IOException {
        boolean tcp = server instanceof InetSocketAddress;
        SocketChannel channel = tcp ? SocketChannel.open() : SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 64 * 1024);
        channel.connect(server);
        return new RawPeer(channel);
    }

    /** Takes over a connected socket. */
    static RawPeer of(SocketChannel channel) {
        return new RawPeer(channel);
    }

    SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    byte[] readExactly(int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException(buffer.position() + " of " + count);
            }
        }
        return buffer.array();
    }

    /** {@return how many bytes came until the end} */
    long readToEnd() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        long total = 0;
        for (int count = channel.read(buffer); count >= 0; count = channel.read(buffer.clear())) {
            total += count;
        }
        return total;
    }

    /** Waits for the end, and tells whether it was a reset. */
    boolean endsWithReset() {
        try {
            readToEnd();
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /** Ends with RST, where the family has it. */
    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
