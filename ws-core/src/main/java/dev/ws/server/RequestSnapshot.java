package dev.ws.server;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.TlsInfo;
import dev.ws.http.HttpRequestHead;
import dev.ws.http.HttpSyntaxException;
import dev.ws.http.RecentStrings;
import dev.ws.transport.SocketTransport;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Makes the snapshot of a handshake out of a head and its socket. Called by exchanges, on the threads of their loops. */
final class RequestSnapshot {
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final RecentStrings RECENT = new RecentStrings();

    private RequestSnapshot() {}

    /**
     * Copies what is worth knowing.
     *
     * @throws HttpSyntaxException when the target is neither a path nor an address
     */
    static HandshakeRequest of(HttpRequestHead head, SocketTransport transport) {
        String target = head.target();
        Headers.Builder headers = shared(head.headers());
        if (!target.startsWith("/") && head.method().equals("GET")) {
            int authority = authorityOf(target);
            int path = pathOf(target, authority);
            // RFC 9112 section 3.2.2: what Host says does not count then.
            headers.set("Host", target.substring(authority, path));
            target = target.startsWith("/", path) ? target.substring(path) : "/" + target.substring(path);
        }
        SSLSession session = transport.tlsSession();
        // What follows the path may be a secret, which is not to stay in memory longer than its connection.
        String kept = target.indexOf('?') < 0 ? RECENT.share(target) : target;
        return HandshakeRequest.builder(RECENT.share(head.method()), kept)
                .httpVersion(head.version().toString())
                .headers(headers.build())
                .secure(session != null)
                .remoteAddress(transport.remoteAddress() instanceof InetSocketAddress address ? address : null)
                .localAddress(transport.localAddress() instanceof InetSocketAddress address ? address : null)
                .tls(session == null ? null : tls(session))
                .build();
    }

    private static Headers.Builder shared(Headers fields) {
        Headers.Builder headers = Headers.builder();
        for (int i = 0; i < fields.size(); i++) {
            headers.add(RECENT.share(fields.name(i)), RECENT.shareValue(fields.name(i), fields.value(i)));
        }
        return headers;
    }

    private static int authorityOf(String target) {
        int scheme = target.indexOf("://");
        if (scheme < 0 || !SCHEMES.contains(target.substring(0, scheme).toLowerCase(Locale.ROOT))) {
            throw new HttpSyntaxException(400, "the request target is neither a path nor an address");
        }
        return scheme + 3;
    }

    private static int pathOf(String target, int authority) {
        int end = authority;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        // RFC 9110 section 4.2.4: names and passwords have no place there.
        if (end == authority || target.substring(authority, end).indexOf('@') >= 0) {
            throw new HttpSyntaxException(400, "the request target names no host");
        }
        return end;
    }

    private static TlsInfo tls(SSLSession session) {
        return new TlsInfo(session.getProtocol(), session.getCipherSuite(), 0, certificates(session));
    }

    private static List<X509Certificate> certificates(SSLSession session) {
        Certificate[] chain;
        try {
            chain = session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
        return Stream.of(chain)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }
}
