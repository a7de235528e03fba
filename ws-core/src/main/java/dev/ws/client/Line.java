package dev.ws.client;

import dev.ws.TlsInfo;
import dev.ws.transport.SocketTransport;
import dev.ws.transport.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
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

    /** What is known about TLS when the server has answered; null without. */
    @Nullable TlsInfo tls() {
        SSLSession session = socket == null ? null : socket.tlsSession();
        return session == null
                ? null
                : new TlsInfo(session.getProtocol(), session.getCipherSuite(), 0, certificates(session));
    }

    private static List<X509Certificate> certificates(SSLSession session) {
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException anonymous) {
            return List.of();
        }
    }

    private static @Nullable InetSocketAddress inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet : null;
    }
}
