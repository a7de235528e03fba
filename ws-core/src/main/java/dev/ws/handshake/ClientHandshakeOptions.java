package dev.ws.handshake;

import dev.ws.Headers;
import dev.ws.extension.ClientExtension;
import dev.ws.extension.ClientExtensions;
import dev.ws.extension.ExtensionOffer;
import dev.ws.extension.HeaderCursor;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a client asks for a connection, and what it makes of the answer. Immutable; shared by all connections of one
 * client.
 *
 * @param protocols the subprotocols asked for, in order of preference; default none
 * @param protocolVersion the version of the protocol, 13 or 8; default 13. All that 8 changes is that the origin is sent
 *     in {@code Sec-WebSocket-Origin}
 * @param origin the origin to be sent; default null for none
 * @param headers further fields of the request. What the handshake itself needs wins over fields of these names, save
 *     {@code Host}; default none
 * @param auth {@code user:password} for the Basic scheme (RFC 7617), used when the address has no user information and
 *     the headers have no {@code Authorization}; default null for none
 * @param decodeUserInfo whether the user information of an address is percent-decoded before it is sent; default true
 * @param followRedirects whether answers 300 to 399 with a {@code Location} are followed; default false
 * @param maxRedirects how many redirects are followed for one connection, at least 0; default 10
 * @param allowNoSubprotocol whether a server may leave out the subprotocol although some were asked for, as RFC 6455
 *     section 4.1 permits and browsers do not; default false
 * @param lenientConnectionHeader whether an answer does without {@code Connection: Upgrade}; default false
 * @param extensions the extensions offered, in order of preference, at most one per token; default none
 * @param offers what is offered in place of what the extensions would offer themselves, in order of preference. An
 *     extension that nobody implements may be offered too; a server that accepts it fails the handshake. Default empty
 *     for the extensions' own offers
 */
public record ClientHandshakeOptions(
        List<String> protocols,
        int protocolVersion,
        @Nullable String origin,
        Headers headers,
        @Nullable String auth,
        boolean decodeUserInfo,
        boolean followRedirects,
        int maxRedirects,
        boolean allowNoSubprotocol,
        boolean lenientConnectionHeader,
        List<ClientExtension> extensions,
        List<ExtensionOffer> offers) {
    /** The defaults. */
    public static final ClientHandshakeOptions DEFAULT = builder().build();

    /**
     * Copies the lists and checks everything.
     *
     * @throws IllegalArgumentException when a subprotocol is no token or there twice ({@code An invalid or duplicated
     *     subprotocol was specified}), the version is neither 13 nor 8 ({@code Unsupported protocol version: N (supported
     *     versions: 8, 13)}), {@code maxRedirects} is negative or two extensions have the same token
     */
    public ClientHandshakeOptions {
        protocols = List.copyOf(protocols);
        extensions = List.copyOf(extensions);
        offers = List.copyOf(offers);
        Objects.requireNonNull(headers, "headers");
        Set<String> different = new HashSet<>();
        for (String protocol : protocols) {
            if (!HeaderCursor.isToken(protocol) || !different.add(protocol)) {
                throw new IllegalArgumentException("An invalid or duplicated subprotocol was specified");
            }
        }
        if (protocolVersion != 13 && protocolVersion != 8) {
            throw new IllegalArgumentException(
                    "Unsupported protocol version: " + protocolVersion + " (supported versions: 8, 13)");
        }
        if (maxRedirects < 0) {
            throw new IllegalArgumentException("maxRedirects is " + maxRedirects + ", at least 0 needed");
        }
        new ClientExtensions(extensions);
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that starts with these settings} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.protocols = protocols;
        builder.protocolVersion = protocolVersion;
        builder.origin = origin;
        builder.headers = headers;
        builder.auth = auth;
        builder.decodeUserInfo = decodeUserInfo;
        builder.followRedirects = followRedirects;
        builder.maxRedirects = maxRedirects;
        builder.allowNoSubprotocol = allowNoSubprotocol;
        builder.lenientConnectionHeader = lenientConnectionHeader;
        builder.extensions = extensions;
        builder.offers = offers;
        return builder;
    }

    /** {@return the settings without headers and {@code auth}, which hold secrets} */
    @Override
    public String toString() {
        return "ClientHandshakeOptions[protocols=" + protocols + ", protocolVersion=" + protocolVersion + ", origin="
                + origin + ", followRedirects=" + followRedirects + ", maxRedirects=" + maxRedirects + "]";
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        // All fields: the thread that builds.
        private List<String> protocols = List.of();
        private int protocolVersion = 13;
        private @Nullable String origin;
        private Headers headers = Headers.EMPTY;
        private @Nullable String auth;
        private boolean decodeUserInfo = true;
        private boolean followRedirects;
        private int maxRedirects = 10;
        private boolean allowNoSubprotocol;
        private boolean lenientConnectionHeader;
        private List<ClientExtension> extensions = List.of();
        private List<ExtensionOffer> offers = List.of();

        private Builder() {}

        /**
         * Sets the subprotocols asked for; none by default.
         *
         * @param value different tokens, in order of preference
         * @return this
         */
        public Builder protocols(String... value) {
            return protocols(List.of(value));
        }

        /**
         * Sets the subprotocols asked for; none by default.
         *
         * @param value different tokens, in order of preference
         * @return this
         */
        public Builder protocols(List<String> value) {
            this.protocols = value;
            return this;
        }

        /**
         * Sets the version of the protocol; 13 by default.
         *
         * @param value 13 or 8
         * @return this
         */
        public Builder protocolVersion(int value) {
            this.protocolVersion = value;
            return this;
        }

        /**
         * Sets the origin to be sent; none by default.
         *
         * @param value the origin; null or empty for none
         * @return this
         */
        public Builder origin(@Nullable String value) {
            this.origin = value;
            return this;
        }

        /**
         * Sets further fields of the request; none by default.
         *
         * @param value the fields
         * @return this
         */
        public Builder headers(Headers value) {
            this.headers = value;
            return this;
        }

        /**
         * Sets what is sent with the Basic scheme when the address has no user information; nothing by default.
         *
         * @param value {@code user:password}; null or empty for none
         * @return this
         */
        public Builder auth(@Nullable String value) {
            this.auth = value;
            return this;
        }

        /**
         * Sets whether the user information of an address is percent-decoded; true by default.
         *
         * @param value whether it is
         * @return this
         */
        public Builder decodeUserInfo(boolean value) {
            this.decodeUserInfo = value;
            return this;
        }

        /**
         * Sets whether redirects are followed; false by default.
         *
         * @param value whether they are
         * @return this
         */
        public Builder followRedirects(boolean value) {
            this.followRedirects = value;
            return this;
        }

        /**
         * Sets how many redirects are followed; 10 by default.
         *
         * @param value at least 0
         * @return this
         */
        public Builder maxRedirects(int value) {
            this.maxRedirects = value;
            return this;
        }

        /**
         * Sets whether a server may leave out the subprotocol although some were asked for; false by default.
         *
         * @param value whether it may
         * @return this
         */
        public Builder allowNoSubprotocol(boolean value) {
            this.allowNoSubprotocol = value;
            return this;
        }

        /**
         * Sets whether an answer does without {@code Connection: Upgrade}; false by default.
         *
         * @param value whether it does
         * @return this
         */
        public Builder lenientConnectionHeader(boolean value) {
            this.lenientConnectionHeader = value;
            return this;
        }

        /**
         * Sets the extensions offered; none by default.
         *
         * @param value the extensions in order of preference, at most one per token
         * @return this
         */
        public Builder extensions(List<ClientExtension> value) {
            this.extensions = value;
            return this;
        }

        /**
         * Sets what is offered in place of what the extensions would offer themselves. With the compression of messages on,
         * offers of {@code permessage-deflate} are spoken as their parameters say; without such an offer there is no
         * compression. An extension that nobody implements may be offered too; a server that accepts it fails the handshake.
         *
         * @param value the offers in order of preference, several per token if need be; empty, the default, for the
         *     extensions' own offers
         * @return this
         */
        public Builder offers(List<ExtensionOffer> value) {
            this.offers = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException when a setting is out of its range, as the record says
         */
        public ClientHandshakeOptions build() {
            return new ClientHandshakeOptions(
                    protocols,
                    protocolVersion,
                    origin,
                    headers,
                    auth,
                    decodeUserInfo,
                    followRedirects,
                    maxRedirects,
                    allowNoSubprotocol,
                    lenientConnectionHeader,
                    extensions,
                    offers);
        }
    }
}
