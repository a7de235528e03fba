package dev.ws.handshake;

import dev.ws.HandshakeException;
import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.extension.Extension;
import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.ExtensionOffer;
import dev.ws.extension.HeaderCursor;
import dev.ws.extension.ServerExtension.Agreed;
import dev.ws.extension.ServerExtensions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of the opening handshake: judges a request, then writes the answer. Two steps, because an
 * application may decide in between. A request is an upgrade in HTTP/1.1 (RFC 6455 section 4.2) or an extended CONNECT in
 * HTTP/2 (RFC 8441 section 5). Without I/O, immutable, thread-safe; called by the server.
 */
public final class ServerHandshake {
    /** Longer extension and subprotocol fields are refused unread, in characters: a bound on what one request can cost. */
    static final int MAX_FIELD_LENGTH = 16384;

    private static final Set<String> VERSIONS = Set.of("13", "8");

    private final HandshakeOptions options;
    private final ServerExtensions extensions;
    private final Predicate<HandshakeRequest> shouldHandle;
    private final @Nullable ExtensionSelector selector;

    /**
     * Takes the rules.
     *
     * @param options the rules
     * @param shouldHandle whether a well-formed handshake is meant for this server; thread-safe
     * @throws IllegalArgumentException when two extensions have the same token
     */
    public ServerHandshake(HandshakeOptions options, Predicate<HandshakeRequest> shouldHandle) {
        this(options, shouldHandle, null);
    }

    /**
     * Takes the rules.
     *
     * @param options the rules
     * @param shouldHandle whether a well-formed handshake is meant for this server; thread-safe
     * @param selector chooses the offers of extensions to consider; null to consider all
     * @throws IllegalArgumentException when two extensions have the same token
     */
    public ServerHandshake(
            HandshakeOptions options, Predicate<HandshakeRequest> shouldHandle, @Nullable ExtensionSelector selector) {
        this.options = options;
        this.extensions = new ServerExtensions(options.extensions());
        this.shouldHandle = shouldHandle;
        this.selector = selector;
    }

    /** The judgement about a request. */
    public sealed interface Verdict {}

    /**
     * The request is refused.
     *
     * @param error what is wrong with it
     * @param response the answer
     * @param clientError whether the client broke the handshake's rules, as opposed to not being welcome
     */
    public record Refused(HandshakeException error, HandshakeResponse response, boolean clientError)
            implements Verdict {}

    /**
     * The request can be accepted. Whoever drops it calls {@link #discard()}.
     *
     * @param request the request
     * @param subprotocols what the client named, in its order
     * @param extensions what was agreed, in the client's order
     */
    public record Acceptable(HandshakeRequest request, Set<String> subprotocols, List<Agreed> extensions)
            implements Verdict {
        /** Frees the agreed extensions, because no connection comes of this handshake. */
        public void discard() {
            extensions.forEach(agreed -> agreed.extension().close());
        }

        /** {@return the agreed extensions for the connection} */
        public List<Extension> chain() {
            return extensions.stream().map(Agreed::extension).toList();
        }

        /** {@return the status of the answer that accepts: 101 for an upgrade, 200 for a CONNECT} */
        public int status() {
            return HandshakeForm.of(request).status();
        }

        /** {@return the agreed extensions with their parameters, as they are answered; the empty string for none} */
        public String extensionsField() {
            return ExtensionHeader.format(
                    extensions.stream().map(Agreed::answer).toList());
        }
    }

    /**
     * Tells handshakes from ordinary requests. In HTTP/1.1 as Node's HTTP server does: an {@code Upgrade} field is there
     * and {@code Connection} names it (RFC 9110 section 7.8). In HTTP/2 it is an extended CONNECT (RFC 8441 section 4). In
     * other versions the fields mean nothing. What they say is for {@link #judge} to check.
     *
     * @param request the request
     * @return whether it asks for another protocol
     */
    public static boolean isUpgradeRequest(HandshakeRequest request) {
        return request.connectProtocol() != null
                || (HandshakeForm.canUpgrade(request)
                        && request.header("Upgrade") != null
                        && request.headers().hasToken("Connection", "upgrade"));
    }

    /**
     * Judges a request. The checks come in a fixed order, and the first that fails answers. For an upgrade: method, HTTP
     * version, {@code Upgrade}, key; for a CONNECT: {@code :protocol}, fields that HTTP/2 does not allow, content. For
     * both: version, {@code shouldHandle}, subprotocols, extensions, origin.
     *
     * @param request the request
     * @return the judgement
     */
    public Verdict judge(HandshakeRequest request) {
        HandshakeForm form = HandshakeForm.of(request);
        Refused wrong = form.check(request, options);
        if (wrong != null) {
            return wrong;
        }
        if (!VERSIONS.contains(HandshakeForm.single(request, "Sec-WebSocket-Version"))) {
            return form.unsupportedVersion(options);
        }
        if (!shouldHandle.test(request)) {
            return refused(400);
        }
        Set<String> subprotocols;
        try {
            String field = bounded(request, "Sec-WebSocket-Protocol");
            subprotocols = field == null ? Set.of() : SubprotocolHeader.parse(field);
        } catch (IllegalArgumentException e) {
            return broken("Invalid Sec-WebSocket-Protocol header", e);
        }
        // Asked before extensions are made: if the policy throws, there is nothing to be freed.
        boolean welcome = options.originPolicy().allows(request);
        List<ExtensionOffer> offers;
        try {
            offers = offers(request);
            if (options.refuseUnacceptableExtensions()) {
                extensions.requireWellFormed(offers);
            }
        } catch (IllegalArgumentException e) {
            return broken("Invalid or unacceptable Sec-WebSocket-Extensions header", e);
        }
        ServerExtensions.Choice choice = extensions.choose(welcome ? considered(offers, request) : offers);
        Acceptable acceptable = new Acceptable(request, subprotocols, choice.agreed());
        if (choice.anyUnacceptable() && options.refuseUnacceptableExtensions()) {
            acceptable.discard();
            return broken("Invalid or unacceptable Sec-WebSocket-Extensions header", null);
        }
        if (!welcome) {
            acceptable.discard();
            return refused(403);
        }
        return acceptable;
    }

    private static @Nullable String bounded(HandshakeRequest request, String name) {
        String field = request.headers().joined(name);
        if (field != null && field.length() > MAX_FIELD_LENGTH) {
            throw new IllegalArgumentException(
                    name + " has " + field.length() + " characters, at most " + MAX_FIELD_LENGTH + " allowed");
        }
        return field;
    }

    private List<ExtensionOffer> offers(HandshakeRequest request) {
        boolean ignored = extensions.isEmpty() && selector == null;
        String field = ignored ? null : bounded(request, "Sec-WebSocket-Extensions");
        return field == null ? List.of() : List.copyOf(ExtensionHeader.parse(field));
    }

    private List<ExtensionOffer> considered(List<ExtensionOffer> offers, HandshakeRequest request) {
        if (selector == null || offers.isEmpty()) {
            return offers;
        }
        Set<ExtensionOffer> made = new HashSet<>(offers);
        return selector.select(offers, request).stream().filter(made::contains).toList();
    }

    private static Refused broken(String message, @Nullable Throwable cause) {
        return broken(400, message, Headers.EMPTY, cause);
    }

    static Refused broken(HandshakeResponse response) {
        return new Refused(new HandshakeException(response.status(), response.body()), response, true);
    }

    static Refused broken(int status, String message, Headers headers, @Nullable Throwable cause) {
        HandshakeException error = new HandshakeException(status, message);
        if (cause != null) {
            error.initCause(cause);
        }
        return new Refused(error, new HandshakeResponse(status, headers, message), true);
    }

    private static Refused refused(int status) {
        HandshakeResponse response = HandshakeResponse.refuse(status);
        return new Refused(new HandshakeException(status, response.body()), response, false);
    }

    /**
     * Writes the answer that accepts a request. For an upgrade: {@code Upgrade}, {@code Connection},
     * {@code Sec-WebSocket-Accept}; for both forms {@code Sec-WebSocket-Protocol} and {@code Sec-WebSocket-Extensions}
     * where something was agreed. Its status is {@link Acceptable#status()}.
     *
     * @param acceptable the judgement about the request
     * @param subprotocol the chosen subprotocol; null or empty for none
     * @return the header fields, to be changed further by the application
     * @throws IllegalArgumentException when the subprotocol is no token, or was not named by the client and that is not
     *     allowed
     */
    public Headers.Builder accept(Acceptable acceptable, @Nullable String subprotocol) {
        HandshakeRequest request = acceptable.request();
        Headers.Builder headers = HandshakeForm.of(request).accept(request);
        if (subprotocol != null && !subprotocol.isEmpty()) {
            requireAnswerable(acceptable, subprotocol);
            headers.add("Sec-WebSocket-Protocol", subprotocol);
        }
        if (!acceptable.extensions().isEmpty()) {
            headers.add("Sec-WebSocket-Extensions", acceptable.extensionsField());
        }
        return headers;
    }

    /**
     * Tells whether an answer would open a connection: 101 to an upgrade, any 2xx to a CONNECT (RFC 9110 section 9.3.6).
     *
     * @param request the request
     * @param response the answer to it
     * @return whether the client would take it for a yes
     */
    public static boolean accepts(HandshakeRequest request, HandshakeResponse response) {
        return request.connectProtocol() == null ? response.status() == 101 : response.status() / 100 == 2;
    }

    private void requireAnswerable(Acceptable acceptable, String subprotocol) {
        if (!HeaderCursor.isToken(subprotocol)) {
            throw new IllegalArgumentException("\"" + subprotocol + "\" is not a token");
        }
        if (!options.anySubprotocol() && !acceptable.subprotocols().contains(subprotocol)) {
            throw new IllegalArgumentException("the client did not name the subprotocol \"" + subprotocol + "\"");
        }
    }
}
