package dev.ws.server;

import dev.ws.HandshakeException;
import dev.ws.HandshakeRequest;
import dev.ws.handshake.HandshakeResponse;

/** Answers handshakes that break the rules in place of the server ({@code wsClientError} in {@code ws}). Thread-safe. */
@FunctionalInterface
public interface ClientErrorHandler {
    /**
     * Answers a broken handshake.
     *
     * @param error what is wrong; its cause, if any, tells where in a header field
     * @param request the handshake
     * @param response what the server would answer
     * @return the answer to send, possibly the same; its status must not be 101
     */
    HandshakeResponse answer(HandshakeException error, HandshakeRequest request, HandshakeResponse response);
}
