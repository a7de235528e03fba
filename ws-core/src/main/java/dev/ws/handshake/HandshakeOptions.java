package dev.ws.handshake;

import dev.ws.extension.ServerExtension;
import java.util.List;
import java.util.Objects;

/**
 * How a server judges opening handshakes. Immutable; {@link #DEFAULT} answers as {@code ws} does, except that it goes
 * on without an extension it cannot agree on; each switch changes one point.
 *
 * @param originPolicy which pages may connect; default {@link OriginPolicy#any()}. Others get 403
 * @param extensions the extensions offered clients may use, at most one per token; default none, and then their header
 *     is not even parsed
 * @param refuseUnacceptableExtensions whether a client gets 400, as {@code ws} answers, that offers a known extension
 *     in no acceptable way, or with a malformed parameter in any of its offers; false declines such offers, tries the
 *     next one and goes on without the extension if none is left (RFC 7692 section 7.1). A header field that breaks the
 *     grammar gets 400 in any case. Default false
 * @param allowHeader whether 405 names the allowed method in an {@code Allow} field (RFC 9110 section 15.5.6); default
 *     false
 * @param upgradeRequiredForVersion whether a wrong version is answered with 426 instead of 400 (RFC 6455 section 4.4
 *     allows both); default false
 * @param upgradeTokenInList whether {@code websocket} may be one of several protocols in the {@code Upgrade} field, as
 *     Jakarta WebSocket wants; default false
 * @param anySubprotocol whether a selector may answer a subprotocol that the client did not name, which clients refuse;
 *     false answers 500. Default false
 */
public record HandshakeOptions(
        OriginPolicy originPolicy,
        List<ServerExtension> extensions,
        boolean refuseUnacceptableExtensions,
        boolean allowHeader,
        boolean upgradeRequiredForVersion,
        boolean upgradeTokenInList,
        boolean anySubprotocol) {
    /** The defaults. */
    public static final HandshakeOptions DEFAULT = builder().build();

    /** Copies the extensions. */
    public HandshakeOptions {
        Objects.requireNonNull(originPolicy, "originPolicy");
        extensions = List.copyOf(extensions);
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that starts with these settings} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.originPolicy = originPolicy;
        builder.extensions = extensions;
        builder.refuseUnacceptableExtensions = refuseUnacceptableExtensions;
        builder.allowHeader = allowHeader;
        builder.upgradeRequiredForVersion = upgradeRequiredForVersion;
        builder.upgradeTokenInList = upgradeTokenInList;
        builder.anySubprotocol = anySubprotocol;
        return builder;
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        // All fields: the thread that builds.
        private OriginPolicy originPolicy = OriginPolicy.any();
        private List<ServerExtension> extensions = List.of();
        private boolean refuseUnacceptableExtensions = false;
        private boolean allowHeader = false;
        private boolean upgradeRequiredForVersion = false;
        private boolean upgradeTokenInList = false;
        private boolean anySubprotocol = false;

        private Builder() {}

        /**
         * Sets which pages may connect; the default is {@link OriginPolicy#any()}. Others get 403.
         *
         * @param value the policy
         * @return this
         */
        public Builder originPolicy(OriginPolicy value) {
            this.originPolicy = value;
            return this;
        }

        /**
         * Sets the extensions that clients may use; none by default.
         *
         * @param value the extensions, at most one per token
         * @return this
         */
        public Builder extensions(List<ServerExtension> value) {
            this.extensions = value;
            return this;
        }

        /**
         * Sets whether a client gets 400 that offers a known extension in no acceptable way, or with a malformed
         * parameter in any of its offers; false by default: such offers are declined, the next one is tried, and
         * without any the connection goes on without the extension.
         *
         * @param value whether it is refused
         * @return this
         */
        public Builder refuseUnacceptableExtensions(boolean value) {
            this.refuseUnacceptableExtensions = value;
            return this;
        }

        /**
         * Sets whether 405 names the allowed method in an {@code Allow} field; false by default.
         *
         * @param value whether it does
         * @return this
         */
        public Builder allowHeader(boolean value) {
            this.allowHeader = value;
            return this;
        }

        /**
         * Sets whether a wrong version is answered with 426 instead of 400; false by default.
         *
         * @param value whether it is
         * @return this
         */
        public Builder upgradeRequiredForVersion(boolean value) {
            this.upgradeRequiredForVersion = value;
            return this;
        }

        /**
         * Sets whether {@code websocket} may be one of several protocols in the {@code Upgrade} field; false by
         * default.
         *
         * @param value whether it may
         * @return this
         */
        public Builder upgradeTokenInList(boolean value) {
            this.upgradeTokenInList = value;
            return this;
        }

        /**
         * Sets whether a selector may answer a subprotocol that the client did not name; false by default, the answer
         * is then 500.
         *
         * @param value whether it may
         * @return this
         */
        public Builder anySubprotocol(boolean value) {
            this.anySubprotocol = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public HandshakeOptions build() {
            return new HandshakeOptions(
                    originPolicy,
                    extensions,
                    refuseUnacceptableExtensions,
                    allowHeader,
                    upgradeRequiredForVersion,
                    upgradeTokenInList,
                    anySubprotocol);
        }
    }
}
