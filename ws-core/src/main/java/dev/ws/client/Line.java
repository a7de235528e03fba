package dev.ws.client;

import dev.ws.transport.SocketTransport;
import dev.ws.transport.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A way to a server on which an opening handshake can begin.
 *
 * @param transport whose {@code start} may be called by the handshake first and by the connection then
 * @param unread gives back to it what was read too far
 * @param socket the transport as a socket; null when the application's connector made it
 */
record Line(
        Transport transport,
        Consumer<ByteBuffer> unread,
        @Nullable SocketTransport socket) {
    static Line of(SocketTransport socket) {
        return new Line(socket, socket::unread, socket);
    }

    static Line of(HandOverTransport transport) {
        return new Line(transport, transport::unread, null);
    }

    @Nullable InetSocketAddress localAddress() {
        return socket == null ? null : inet(socket.localAddress());
    }

    @Nullable InetSocketAddress remoteAddress() {
        return socket == null ? null : inet(socket.remoteAddress());
    }

    private static @Nullable InetSocketAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : null;
    }
}
