package dev.ws.server;

import dev.ws.WebSocket;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.transport.Transport;

/** What a {@link WebSocketServer} decided about a handshake; whoever feeds the server carries it out. */
public sealed interface Upgrade {
    /** {@return the HTTP answer to be sent} */
    HandshakeResponse response();

    /**
     * The handshake is refused: answer with status, headers and body, then close the HTTP connection.
     *
     * @param response the answer
     */
    record Refused(HandshakeResponse response) implements Upgrade {}

    /**
     * The handshake is accepted: send the answer, which is 101, or 200 for a CONNECT, then give the raw connection to
     * {@link #open}. Exactly one of open and abandon is to be called.
     */
    non-sealed interface Accepted extends Upgrade {
        /**
         * Opens the connection. To be called once, when the answer was sent or will be sent before anything written to
         * the transport.
         *
         * @param transport the raw connection; started by this call
         * @return the connection
         * @throws IllegalStateException when called twice; after {@link #abandon}, the transport is aborted then
         */
        WebSocket open(Transport transport);

        /**
         * Gives up before {@link #open}, for example because the client is gone. No {@code onConnection} is called.
         *
         * @param cause why
         */
        void abandon(Throwable cause);
    }
}
