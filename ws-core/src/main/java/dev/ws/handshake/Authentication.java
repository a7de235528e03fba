package dev.ws.handshake;

import dev.ws.extension.HeaderSyntaxException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client proves to one server or proxy who it is, over several requests: Digest (RFC 7616) with the strongest
 * algorithm offered, else Basic (RFC 7617). Wrong credentials are not sent twice: one challenge is answered, and one more
 * when it only says that the nonce is stale. For one thread.
 */
public final class Authentication {
    private static final int CNONCE_BYTES = 16;

    private final String user;
    private final String password;
    private final SecureRandom random;

    // All fields: the one thread that asks.
    private boolean basic;
    private @Nullable DigestChallenge digest;
    private String cnonce = "";
    private int nc;
    private boolean answered;
    private boolean renewed;

    /**
     * Starts before the first request.
     *
     * @param user the user's name; with a colon in it, Basic is not used
     * @param password the password
     * @param preemptive whether Basic is sent before anybody asked. Digest is still used when that is not accepted
     * @param random makes the client's nonces
     */
    public Authentication(String user, String password, boolean preemptive, SecureRandom random) {
        this.user = Objects.requireNonNull(user, "user");
        this.password = Objects.requireNonNull(password, "password");
        this.random = Objects.requireNonNull(random, "random");
        this.basic = preemptive && fitsBasic();
    }

    // RFC 7617 section 2: the first colon ends the name.
    private boolean fitsBasic() {
        return user.indexOf(':') < 0;
    }

    /**
     * Makes the credentials for the next request.
     *
     * @param method the method of the request
     * @param uri the target as it stands in the request line
     * @return the value of {@code Authorization} or {@code Proxy-Authorization}; null to send none
     */
    public @Nullable String next(String method, String uri) {
        if (digest != null) {
            nc++;
            return new DigestCredentials(user, password, method, uri, digest, cnonce, nc).fieldValue();
        }
        return basic ? BasicCredentials.of(user + ":" + password) : null;
    }

    /**
     * Takes note of an answer 401 or 407.
     *
     * @param fields its fields {@code WWW-Authenticate} or {@code Proxy-Authenticate}
     * @return whether another request is worth a try; otherwise the credentials are wrong or no known scheme was offered
     * @throws HeaderSyntaxException when a field breaks the grammar
     */
    public boolean challenged(List<String> fields) {
        DigestChallenge strongest = null;
        boolean basicOffered = false;
        for (String field : fields) {
            for (AuthChallenge challenge : AuthChallenges.parse(field)) {
                basicOffered |= challenge.scheme().equalsIgnoreCase("Basic");
                strongest = stronger(strongest, DigestChallenge.from(challenge));
            }
        }
        return strongest == null ? basicOffered && tryBasic() : tryDigest(strongest);
    }

    // RFC 7616 section 3.7: of equals, the first is what the server prefers.
    private static @Nullable DigestChallenge stronger(@Nullable DigestChallenge one, @Nullable DigestChallenge other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.algorithm().compareTo(one.algorithm()) > 0 ? other : one;
    }

    private boolean tryBasic() {
        if (answered || basic || !fitsBasic()) {
            return false;
        }
        answered = true;
        basic = true;
        return true;
    }

    private boolean tryDigest(DigestChallenge challenge) {
        boolean stale = digest != null && challenge.stale() && !renewed;
        if (answered && !stale) {
            return false;
        }
        renewed = answered;
        answered = true;
        digest = challenge;
        byte[] bytes = new byte[CNONCE_BYTES];
        random.nextBytes(bytes);
        cnonce = HexFormat.of().formatHex(bytes);
        nc = 0;
        return true;
    }
}
