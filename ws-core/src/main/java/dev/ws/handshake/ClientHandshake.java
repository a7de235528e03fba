package dev.ws.handshake;

import dev.ws.HandshakeException;
import dev.ws.Headers;
import dev.ws.extension.ClientExtensions;
import dev.ws.extension.Extension;
import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.ExtensionOffer;
import dev.ws.http.HttpRequestHead;
import dev.ws.http.HttpResponseHead;
import dev.ws.http.HttpVersion;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the opening handshake (RFC 6455 section 4.1): writes a request, then judges the answer; after a
 * redirect {@link #follow} makes the next one. Each has a key of its own. Without I/O, immutable, thread-safe; called by
 * the client.
 */
public final class ClientHandshake {
    private static final int KEY_BYTES = 16;

    private final Hop hop;
    private final ClientHandshakeOptions options;
    private final ClientExtensions extensions;
    private final SecureRandom random;
    private final String key;

    private ClientHandshake(Hop hop, ClientHandshakeOptions options, SecureRandom random) {
        this.hop = hop;
        this.options = options;
        this.extensions = new ClientExtensions(options.extensions(), options.offers());
        this.random = random;
        byte[] nonce = new byte[KEY_BYTES];
        random.nextBytes(nonce);
        this.key = Base64.getEncoder().encodeToString(nonce);
    }

    /**
     * Begins with the address that the application gave.
     *
     * @param uri the address
     * @param options the settings
     * @param random makes the key of this request and of those after redirects
     * @return the handshake
     */
    public static ClientHandshake start(WebSocketUri uri, ClientHandshakeOptions options, SecureRandom random) {
        return new ClientHandshake(Hop.start(uri, options), options, random);
    }

    /** What a response means. */
    public sealed interface Result {}

    /**
     * The server speaks WebSocket from here on. Whoever drops this calls {@link #discard()}.
     *
     * @param subprotocol the agreed subprotocol, or null for none
     * @param extensions the agreed extensions in the server's order
     * @param headers the fields of the response
     */
    public record Accepted(@Nullable String subprotocol, List<Extension> extensions, Headers headers)
            implements Result {
        /** {@return the agreed extensions with their parameters, as they were answered; the empty string for none} */
        public String extensionsField() {
            String field = headers.joined("Sec-WebSocket-Extensions");
            return field == null ? "" : field;
        }

        /** Frees the agreed extensions, because no connection comes of this handshake. */
        public void discard() {
            extensions.forEach(Extension::close);
        }
    }

    /**
     * The client is sent elsewhere and may follow.
     *
     * @param target the checked target
     * @param response the response
     */
    public record Redirect(WebSocketUri target, HttpResponseHead response) implements Result {}

    /**
     * The server answered, but no upgrade and no redirect to be followed.
     *
     * @param response the response, whose body may follow
     */
    public record Unexpected(HttpResponseHead response) implements Result {}

    /**
     * The response breaks the handshake's rules, or leads to no place to go.
     *
     * @param error what is wrong, with the status of the response
     */
    public record Failed(HandshakeException error) implements Result {}

    /** {@return the address of this request} */
    public WebSocketUri uri() {
        return hop.uri();
    }

    /** {@return how many redirects led here} */
    public int redirects() {
        return hop.redirects();
    }

    /**
     * Writes the request. The application's fields come last; those that the handshake needs itself win over them.
     *
     * @return the head, to be changed further by the application as long as the handshake's own fields stay
     */
    public HttpRequestHead request() {
        Headers own = ownFields();
        Headers.Builder all = own.toBuilder();
        Headers more = options.headers();
        for (int i = 0; i < more.size(); i++) {
            String name = more.name(i);
            if (own.first(name) == null && (hop.trusted() || !isCredential(name))) {
                all.add(name, more.value(i));
            }
        }
        return new HttpRequestHead("GET", hop.uri().target(), HttpVersion.HTTP_1_1, all.build());
    }

    private Headers ownFields() {
        String host = hop.samePlace() ? options.headers().first("Host") : null;
        Headers.Builder own = Headers.builder()
                .add("Host", host == null ? hop.uri().authority() : host)
                .add("Upgrade", "websocket")
                .add("Connection", "Upgrade")
                .add("Sec-WebSocket-Key", key)
                .add("Sec-WebSocket-Version", Integer.toString(options.protocolVersion()));
        if (!extensions.offers().isEmpty()) {
            own.add("Sec-WebSocket-Extensions", ExtensionHeader.format(extensions.offers()));
        }
        if (!options.protocols().isEmpty()) {
            own.add("Sec-WebSocket-Protocol", String.join(",", options.protocols()));
        }
        String origin = options.origin();
        if (origin != null && !origin.isEmpty()) {
            own.add(options.protocolVersion() == 8 ? "Sec-WebSocket-Origin" : "Origin", origin);
        }
        String authorization = hop.authorization();
        if (authorization != null && hop.trusted()) {
            own.add("Authorization", authorization);
        }
        return own.build();
    }

    private static boolean isCredential(String name) {
        return name.equalsIgnoreCase("Authorization") || name.equalsIgnoreCase("Cookie");
    }

    /**
     * Judges the response. The checks come in a fixed order, and the first that fails answers: status, HTTP version,
     * {@code Upgrade}, {@code Connection}, {@code Sec-WebSocket-Accept}, subprotocol, extensions.
     *
     * @param response the response; interim ones are to be skipped
     * @return the judgement
     */
    public Result judge(HttpResponseHead response) {
        if (response.status() != 101) {
            return withoutUpgrade(response);
        }
        if (response.version() == HttpVersion.HTTP_1_0) {
            // RFC 9110 sections 7.8 and 15.2: neither Upgrade nor interim answers exist there.
            return failed(response, "Invalid HTTP version");
        }
        Headers headers = response.headers();
        if (!upgradesToWebSocket(headers)) {
            return failed(response, "Invalid Upgrade header");
        }
        if (!options.lenientConnectionHeader() && !headers.hasToken("Connection", "upgrade")) {
            return failed(response, "Invalid Connection header");
        }
        if (!AcceptKey.of(key).equals(headers.joined("Sec-WebSocket-Accept"))) {
            return failed(response, "Invalid Sec-WebSocket-Accept header");
        }
        String subprotocol = headers.joined("Sec-WebSocket-Protocol");
        String fault = subprotocolFault(subprotocol);
        return fault == null ? withExtensions(response, subprotocol) : failed(response, fault);
    }

    // Some proxies repeat the field; as a list (RFC 9110 section 5.3) it says the same twice. Nothing else may stand
    // beside.
    private static boolean upgradesToWebSocket(Headers headers) {
        String field = headers.joined("Upgrade");
        return field != null
                && Arrays.stream(field.split(",", -1))
                        .allMatch(value -> value.strip().equalsIgnoreCase("websocket"));
    }

    private Result withoutUpgrade(HttpResponseHead response) {
        String location = response.headers().first("Location");
        boolean redirect = response.status() >= 300 && response.status() < 400;
        if (!options.followRedirects() || !redirect || location == null || location.isEmpty()) {
            return new Unexpected(response);
        }
        if (hop.redirects() >= options.maxRedirects()) {
            return failed(response, "Maximum redirects exceeded");
        }
        try {
            return new Redirect(hop.uri().resolve(location), response);
        } catch (IllegalArgumentException e) {
            return failed(response, String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable String subprotocolFault(@Nullable String answer) {
        if (answer == null) {
            return options.protocols().isEmpty() || options.allowNoSubprotocol() ? null : "Server sent no subprotocol";
        }
        if (options.protocols().isEmpty()) {
            return "Server sent a subprotocol but none was requested";
        }
        return options.protocols().contains(answer) ? null : "Server sent an invalid subprotocol";
    }

    private Result withExtensions(HttpResponseHead response, @Nullable String subprotocol) {
        Headers headers = response.headers();
        String field = headers.joined("Sec-WebSocket-Extensions");
        if (field == null) {
            return new Accepted(subprotocol, List.of(), headers);
        }
        if (extensions.offers().isEmpty()) {
            return failed(response, "Server sent a Sec-WebSocket-Extensions header but no extension was requested");
        }
        try {
            List<ExtensionOffer> answers = ExtensionHeader.parse(field);
            if (!wereOffered(answers)) {
                return failed(response, "Server indicated an extension that was not requested");
            }
            return new Accepted(subprotocol, extensions.accept(answers), headers);
        } catch (IllegalArgumentException e) {
            return failed(response, "Invalid Sec-WebSocket-Extensions header", e);
        }
    }

    // Each at most once: the second answer is to an offer that the first one used up.
    private boolean wereOffered(List<ExtensionOffer> answers) {
        Set<String> tokens = new HashSet<>();
        extensions.offers().forEach(offer -> tokens.add(offer.token()));
        return answers.stream().allMatch(answer -> tokens.remove(answer.token()));
    }

    private static Failed failed(HttpResponseHead response, String message) {
        return new Failed(new HandshakeException(response.status(), message));
    }

    private static Failed failed(HttpResponseHead response, String message, Throwable cause) {
        Failed failed = failed(response, message);
        failed.error().initCause(cause);
        return failed;
    }

    /**
     * Makes the request for a redirect. Another host, and plain text after TLS, gets no {@code Authorization} and no
     * {@code Cookie}, another host no {@code Host} of the application either; it is always the first address that counts.
     *
     * @param redirect the redirect that {@link #judge} found
     * @param keepAll whether nothing is held back, because the application is asked and decides itself
     * @return the next handshake
     */
    public ClientHandshake follow(Redirect redirect, boolean keepAll) {
        return new ClientHandshake(hop.follow(redirect.target(), keepAll, options), options, random);
    }
}
