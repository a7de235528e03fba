package dev.ws.server;

import dev.ws.Headers;
import dev.ws.handshake.HandshakeResponse;
import java.util.Map;

/** What the application decided about a handshake that is correct in itself. */
public sealed interface Decision {
    /**
     * The client is welcome.
     *
     * @param attributes added to those of the handshake, where {@code onConnection} finds them
     */
    record Accept(Map<String, Object> attributes) implements Decision {
        private static final Accept PLAIN = new Accept(Map.of());

        /** Copies the attributes. */
        public Accept {
            attributes = Map.copyOf(attributes);
        }
    }

    /**
     * The client is not welcome.
     *
     * @param response the answer
     */
    record Reject(HandshakeResponse response) implements Decision {
        /**
         * Checks the status.
         *
         * @throws IllegalArgumentException for a status below 300, which would not say no
         */
        public Reject {
            if (response.status() < 300) {
                throw new IllegalArgumentException("HTTP status " + response.status() + " does not refuse");
            }
        }
    }

    /** {@return acceptance} */
    static Decision accept() {
        return Accept.PLAIN;
    }

    /**
     * Acceptance with findings, such as who the client is.
     *
     * @param attributes added to those of the handshake, where {@code onConnection} finds them
     * @return the decision
     */
    static Decision accept(Map<String, Object> attributes) {
        return new Accept(attributes);
    }

    /** {@return refusal with 401 and the body {@code Unauthorized}} */
    static Decision reject() {
        return reject(401);
    }

    /**
     * Refusal whose body is the status's standard phrase.
     *
     * @param status the HTTP status, 300 to 599
     * @return the decision
     * @throws IllegalArgumentException for another status
     */
    static Decision reject(int status) {
        return new Reject(HandshakeResponse.refuse(status));
    }

    /**
     * Refusal.
     *
     * @param status the HTTP status, 300 to 599
     * @param body the body, sent as {@code text/html}
     * @return the decision
     * @throws IllegalArgumentException for another status
     */
    static Decision reject(int status, String body) {
        return reject(status, body, Headers.EMPTY);
    }

    /**
     * Refusal.
     *
     * @param status the HTTP status, 300 to 599
     * @param body the body, sent as {@code text/html} unless the headers name another type
     * @param headers further header fields, such as {@code WWW-Authenticate} or {@code Retry-After}
     * @return the decision
     * @throws IllegalArgumentException for another status
     */
    static Decision reject(int status, String body, Headers headers) {
        return new Reject(new HandshakeResponse(status, headers, body));
    }
}
