package dev.ws.jakarta.session;

import jakarta.websocket.Extension;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session knows of its handshake. Immutable.
 *
 * @param requestUri the full address that was asked for, scheme {@code ws} or {@code wss}, with query (specification 2.1)
 * @param queryString the query, or null
 * @param requestParameters the parameters of the query and, merged in, the path parameters as single values
 * @param pathParameters the values of the template's variables
 * @param principal who asked, or null
 * @param secure whether the transport is encrypted
 * @param subprotocol the agreed subprotocol, or the empty string
 * @param extensions the agreed extensions with their parameters
 */
public record SessionFacts(
        URI requestUri,
        @Nullable String queryString,
        Map<String, List<String>> requestParameters,
        Map<String, String> pathParameters,
        @Nullable Principal principal,
        boolean secure,
        String subprotocol,
        List<Extension> extensions) {}
