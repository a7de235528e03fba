package dev.ws.benchmarks.http2;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A TCP connection of the load generator. What is to be sent is collected and goes out in one write. Its thread only. */
abstract class LoadConnection {
    private final SocketChannel channel;
    private final ByteBuffer output;
    private @Nullable SelectionKey key;

    LoadConnection(int port, int outputBytes) throws IOException {
        channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        output = ByteBuffer.allocateDirect(outputBytes);
    }

    /** Starts the handshakes. */
    abstract void open() throws IOException;

    /** {@return whether all handshakes are over} */
    abstract boolean isOpen();

    /** Sends the first messages of each WebSocket, as many as may be under way. */
    abstract void start() throws IOException;

    /** {@return messages that have not come back} */
    abstract int underWay();

    /**
     * Takes what it can of the input and replies to each message with the next.
     *
     * @param more whether to reply
     * @return the messages that came back
     */
    abstract int received(ByteBuffer input, boolean more) throws IOException;

    /** {@return the buffer to read into, shared when nothing of it is left after each read} */
    abstract ByteBuffer input(ByteBuffer shared);

    final void register(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    final int ready(ByteBuffer shared, boolean more) throws IOException {
        ByteBuffer input = input(shared);
        int count = channel.read(input);
        if (count < 0) {
            throw new EOFException("the server ended a connection");
        }
        input.flip();
        int messages = received(input, more);
        input.compact();
        flush();
        return messages;
    }

    final ByteBuffer output() {
        return output;
    }

    final void flush() throws IOException {
        if (output.position() > 0) {
            output.flip();
            channel.write(output);
            output.compact();
        }
        if (key != null) {
            int wanted = output.position() > 0 ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        }
    }

    final void close() throws IOException {
        channel.close();
    }
}
