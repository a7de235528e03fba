package dev.ws.handshake;

import dev.ws.extension.HeaderSyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server or a proxy asks for in the Digest scheme (RFC 7616 section 3.3). Texts are as on the wire, each byte a
 * character. Immutable.
 *
 * @param realm the realm
 * @param nonce the nonce
 * @param opaque what is to be sent back unchanged, or null
 * @param algorithm the algorithm
 * @param qop whether the quality of protection {@code auth} is offered; false in the old form without any (RFC 2617
 *     section 3.2.1)
 * @param stale whether only the nonce of the request before was too old, not the credentials wrong
 * @param userhash whether the user's name is to be hashed
 */
public record DigestChallenge(
        String realm,
        String nonce,
        @Nullable String opaque,
        Algorithm algorithm,
        boolean qop,
        boolean stale,
        boolean userhash) {
    /** Checks that everything is there. */
    public DigestChallenge {
        Objects.requireNonNull(realm, "realm");
        Objects.requireNonNull(nonce, "nonce");
        Objects.requireNonNull(algorithm, "algorithm");
    }

    /** The algorithms (RFC 7616 section 6.1). */
    public enum Algorithm {
        /** MD5 of the password, for those who offer nothing better. */
        MD5("MD5", "MD5", false),
        /** MD5, hashed once more with the nonces. */
        MD5_SESS("MD5-sess", "MD5", true),
        /** SHA-256. */
        SHA_256("SHA-256", "SHA-256", false),
        /** SHA-256, hashed once more with the nonces. */
        SHA_256_SESS("SHA-256-sess", "SHA-256", true);

        private final String text;
        private final String hash;
        private final boolean session;

        Algorithm(String text, String hash, boolean session) {
            this.text = text;
            this.hash = hash;
            this.session = session;
        }

        private static @Nullable Algorithm of(String text) {
            for (Algorithm algorithm : values()) {
                if (algorithm.text.equalsIgnoreCase(text)) {
                    return algorithm;
                }
            }
            return null;
        }

        /** {@return whether the nonces go into the hash of the password} */
        boolean session() {
            return session;
        }

        /**
         * Hashes the parts with a colon between each two.
         *
         * @param parts the parts, each character a byte
         * @return hexadecimal digits in lower case
         */
        String hash(String... parts) {
            byte[] bytes = String.join(":", parts).getBytes(StandardCharsets.ISO_8859_1);
            return HexFormat.of().formatHex(digest(hash).digest(bytes));
        }

        private static MessageDigest digest(String hash) {
            try {
                return MessageDigest.getInstance(hash);
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has MD5 and SHA-256", e);
            }
        }

        /** {@return the name as it stands on the wire, such as {@code SHA-256-sess}} */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Reads a challenge.
     *
     * @param challenge a challenge of any scheme
     * @return the Digest challenge; null when it is of another scheme, or wants what is not known here: other
     *     algorithms, only the protection {@code auth-int}, a session without any protection
     * @throws HeaderSyntaxException when a Digest challenge has no realm or no nonce
     */
    public static @Nullable DigestChallenge from(AuthChallenge challenge) {
        if (!challenge.scheme().equalsIgnoreCase("Digest")) {
            return null;
        }
        Map<String, String> parameters = challenge.parameters();
        Algorithm algorithm = Algorithm.of(parameters.getOrDefault("algorithm", "MD5"));
        String protections = parameters.get("qop");
        if (algorithm == null || (protections == null ? algorithm.session() : !offersAuth(protections))) {
            return null;
        }
        return new DigestChallenge(
                required(parameters, "realm"),
                required(parameters, "nonce"),
                parameters.get("opaque"),
                algorithm,
                protections != null,
                isTrue(parameters, "stale"),
                isTrue(parameters, "userhash"));
    }

    private static boolean offersAuth(String protections) {
        return Arrays.stream(protections.toLowerCase(Locale.ROOT).split(",", -1))
                .anyMatch(protection -> protection.strip().equals("auth"));
    }

    private static String required(Map<String, String> parameters, String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new HeaderSyntaxException("Digest challenge without " + name, 0);
        }
        return value;
    }

    private static boolean isTrue(Map<String, String> parameters, String name) {
        return "true".equalsIgnoreCase(parameters.get(name));
    }
}
