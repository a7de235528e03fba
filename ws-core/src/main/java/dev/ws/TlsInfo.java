package dev.ws;

import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known about the TLS layer of a connection at its handshake.
 *
 * @param protocol such as {@code TLSv1.3}, or null when the container does not tell
 * @param cipherSuite the cipher suite, or null when the container does not tell
 * @param keySize its key size in bits, 0 when unknown
 * @param peerCertificates the peer's certificate chain, its own first; empty without client authentication
 */
public record TlsInfo(
        @Nullable String protocol, @Nullable String cipherSuite, int keySize, List<X509Certificate> peerCertificates) {
    /** Copies the chain. */
    public TlsInfo {
        peerCertificates = List.copyOf(peerCertificates);
    }
}
