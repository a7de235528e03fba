package dev.ws.handshake;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.handshake.ServerHandshake.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the HTTP version of a handshake decides: how a client asks for a connection, and how a server says yes. Everything
 * else, from the version of the protocol to the extensions, is the same in both forms. Stateless.
 */
enum HandshakeForm {
    /** A GET with an {@code Upgrade} field, in HTTP/1.1 (RFC 6455 section 4.2). */
    UPGRADE(101) {
        @Override
        @Nullable Refused check(HandshakeRequest request, HandshakeOptions options) {
            if (!request.method().equals("GET")) {
                Headers allow = options.allowHeader() ? Headers.of("Allow", "GET") : Headers.EMPTY;
                return ServerHandshake.broken(405, "Invalid HTTP method", allow, null);
            }
            if (!canUpgrade(request)) {
                return ServerHandshake.broken(HandshakeResponse.upgradeRequired());
            }
            boolean websocket = options.upgradeTokenInList()
                    ? request.headers().hasToken("Upgrade", "websocket")
                    : single(request, "Upgrade").equalsIgnoreCase("websocket");
            if (!websocket) {
                return ServerHandshake.broken(400, "Invalid Upgrade header", Headers.EMPTY, null);
            }
            if (!AcceptKey.isValid(single(request, "Sec-WebSocket-Key"))) {
                return ServerHandshake.broken(400, "Missing or invalid Sec-WebSocket-Key header", Headers.EMPTY, null);
            }
            return null;
        }

        // 426 needs an Upgrade field (RFC 9110 section 15.5.22).
        @Override
        Refused unsupportedVersion(HandshakeOptions options) {
            return options.upgradeRequiredForVersion()
                    ? ServerHandshake.broken(
                            426,
                            UNSUPPORTED_VERSION,
                            Headers.of("Upgrade", "websocket", "Sec-WebSocket-Version", "13, 8"),
                            null)
                    : super.unsupportedVersion(options);
        }

        @Override
        Headers.Builder accept(HandshakeRequest request) {
            return Headers.builder()
                    .add("Upgrade", "websocket")
                    .add("Connection", "Upgrade")
                    .add("Sec-WebSocket-Accept", AcceptKey.of(single(request, "Sec-WebSocket-Key")));
        }
    },

    /**
     * An extended CONNECT on a stream of its own, in HTTP/2 (RFC 8441 section 5). A key is not part of it; one that a
     * proxy passes on means nothing.
     */
    CONNECT(200) {
        @Override
        @Nullable Refused check(HandshakeRequest request, HandshakeOptions options) {
            if (!"websocket".equalsIgnoreCase(request.connectProtocol())) {
                // As RFC 9220 section 3 advises for a protocol that is not supported.
                return ServerHandshake.broken(501, "Unsupported :protocol", Headers.EMPTY, null);
            }
            for (String field : CONNECTION_FIELDS) {
                if (request.header(field) != null) {
                    return ServerHandshake.broken(400, "Invalid " + field + " header", Headers.EMPTY, null);
                }
            }
            String length = request.header("Content-Length");
            if (length != null && !length.equals("0")) {
                return ServerHandshake.broken(400, "Invalid Content-Length header", Headers.EMPTY, null);
            }
            return null;
        }

        @Override
        Headers.Builder accept(HandshakeRequest request) {
            return Headers.builder();
        }
    };

    private static final String UNSUPPORTED_VERSION = "Missing or invalid Sec-WebSocket-Version header";

    // RFC 9113 section 8.2.2: a message with such a field is malformed.
    private static final List<String> CONNECTION_FIELDS = List.of("Upgrade", "Connection", "Transfer-Encoding");

    private final int status;

    HandshakeForm(int status) {
        this.status = status;
    }

    static HandshakeForm of(HandshakeRequest request) {
        return request.connectProtocol() == null ? UPGRADE : CONNECT;
    }

    /** Tells whether requests of this HTTP version can be upgraded: not in 1.0, and not in 2 (RFC 9110 section 7.8). */
    static boolean canUpgrade(HandshakeRequest request) {
        String version = request.httpVersion();
        return version.startsWith("HTTP/1.") && !version.equals("HTTP/1.0");
    }

    /** {@return the status that says yes} */
    int status() {
        return status;
    }

    /** Checks how the request asks; null when there is nothing wrong with that. */
    abstract @Nullable Refused check(HandshakeRequest request, HandshakeOptions options);

    /** The answer to a version of the protocol that is not known; names those that are (RFC 6455 section 4.4). */
    Refused unsupportedVersion(HandshakeOptions options) {
        return ServerHandshake.broken(400, UNSUPPORTED_VERSION, Headers.of("Sec-WebSocket-Version", "13, 8"), null);
    }

    /** Starts the fields of the answer that says yes. */
    abstract Headers.Builder accept(HandshakeRequest request);

    // A field that is absent or there more than once is as wrong as an empty one.
    static String single(HandshakeRequest request, String name) {
        List<String> values = request.headers().all(name);
        return values.size() == 1 ? values.get(0) : "";
    }
}
