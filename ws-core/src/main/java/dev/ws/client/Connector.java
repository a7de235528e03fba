package dev.ws.client;

import dev.ws.handshake.WebSocketUri;
import dev.ws.transport.Transport;
import java.util.concurrent.CompletionStage;

/**
 * Makes the connections of a client in place of its own sockets: over another kind of channel, through a tunnel of the
 * application, or in memory. Thread-safe.
 */
@FunctionalInterface
public interface Connector {
    /**
     * Connects. Must not block. Resolver, proxy, own address and TLS settings of the client are not used: for a
     * {@code wss} address it is the connector that sees to TLS.
     *
     * @param target where the request goes
     * @return the transport, not yet started; the client closes it when it is not needed any more
     */
    CompletionStage<? extends Transport> connect(WebSocketUri target);
}
