package dev.ws.client;

import dev.ws.Headers;
import dev.ws.WebSocket;
import java.net.URI;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Completes the request of an opening handshake, with a token that has to be fetched first for instance. Thread-safe. */
@FunctionalInterface
public interface RequestCustomizer {
    /**
     * Changes the fields of a request that is about to be sent; called for those after redirects too. The fields of the
     * handshake itself had better stay as they are.
     *
     * @param ws the connecting WebSocket, which may be closed here
     * @param url where the request goes
     * @param headers the fields, to be changed until the stage completes
     * @return the request is sent when this completes, and the handshake fails when it fails; null for at once
     * @throws Exception anything; the handshake fails with it
     */
    @Nullable CompletionStage<?> customize(WebSocket ws, URI url, Headers.Builder headers) throws Exception;
}
