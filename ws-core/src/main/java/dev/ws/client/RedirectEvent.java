package dev.ws.client;

import dev.ws.HandshakeAnswer;
import dev.ws.Headers;
import java.net.URI;
import java.util.Objects;

/**
 * A redirect that is about to be followed, for the {@code onRedirect} hook, which alone decides what goes along:
 * {@code Authorization}, {@code Cookie} and the application's {@code Host} are in the fields, whoever the new server is.
 *
 * @param url where the next request goes
 * @param answer the redirect
 * @param headers the fields of the next request, to be changed until the hook returns
 */
public record RedirectEvent(URI url, HandshakeAnswer answer, Headers.Builder headers) {
    /** Checks that everything is there. */
    public RedirectEvent {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(answer, "answer");
        Objects.requireNonNull(headers, "headers");
    }
}
