package dev.ws.handshake;

import dev.ws.handshake.DigestChallenge.Algorithm;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The answer to a Digest challenge (RFC 7616 section 3.4), for {@code Authorization} and {@code Proxy-Authorization}.
 * User and password are hashed in UTF-8. Immutable.
 *
 * @param user the user's name
 * @param password the password
 * @param method the method of the request
 * @param uri the target as it stands in the request line
 * @param challenge the challenge
 * @param cnonce the client's own nonce, printable ASCII
 * @param nc how many requests, this one included, were made with the nonce of the challenge, at least 1
 */
public record DigestCredentials(
        String user, String password, String method, String uri, DigestChallenge challenge, String cnonce, int nc) {
    /**
     * Checks that everything is there.
     *
     * @throws IllegalArgumentException when {@code nc} is less than 1
     */
    public DigestCredentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(challenge, "challenge");
        Objects.requireNonNull(cnonce, "cnonce");
        if (nc < 1) {
            throw new IllegalArgumentException("nc is " + nc + ", at least 1 needed");
        }
    }

    /** {@return the field value, each character a byte} */
    public String fieldValue() {
        StringBuilder value = new StringBuilder(256).append("Digest ").append(userField());
        value.append(quoted(", realm", challenge.realm()));
        value.append(quoted(", uri", uri));
        value.append(", algorithm=").append(challenge.algorithm());
        value.append(quoted(", nonce", challenge.nonce()));
        if (challenge.qop()) {
            value.append(", nc=").append(count());
            value.append(quoted(", cnonce", cnonce));
            value.append(", qop=auth");
        }
        value.append(quoted(", response", response()));
        String opaque = challenge.opaque();
        if (opaque != null) {
            value.append(quoted(", opaque", opaque));
        }
        return value.append(challenge.userhash() ? ", userhash=true" : "").toString();
    }

    // RFC 7616 section 3.4: a name that fits in no quoted string is sent in the notation of RFC 8187.
    private String userField() {
        if (challenge.userhash()) {
            return quoted("username", challenge.algorithm().hash(bytes(user), challenge.realm()));
        }
        boolean printable = user.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        return printable ? quoted("username", user) : "username*=UTF-8''" + percentEncoded(user);
    }

    private String response() {
        Algorithm algorithm = challenge.algorithm();
        String secret = algorithm.hash(bytes(user), challenge.realm(), bytes(password));
        if (algorithm.session()) {
            secret = algorithm.hash(secret, challenge.nonce(), cnonce);
        }
        String request = algorithm.hash(method, uri);
        return challenge.qop()
                ? algorithm.hash(secret, challenge.nonce(), count(), cnonce, "auth", request)
                : algorithm.hash(secret, challenge.nonce(), request);
    }

    private String count() {
        return HexFormat.of().toHexDigits(nc);
    }

    private static String quoted(String name, String value) {
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (char c : bytes(text).toCharArray()) {
            if (c < 0x80 && Character.isLetterOrDigit(c)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return encoded.toString();
    }

    /** {@return the credentials without the password} */
    @Override
    public String toString() {
        return "DigestCredentials[user=" + user + ", method=" + method + ", uri=" + uri + ", nc=" + nc + "]";
    }
}
