package dev.ws.handshake;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a server or a proxy lets itself be convinced (RFC 9110 section 11.3). Immutable.
 *
 * @param scheme the scheme as sent; compared without case
 * @param token68 what some schemes send instead of parameters, or null
 * @param parameters the parameters in order, names in lower case, values without quotes and escapes, each byte of the
 *     field a character
 */
public record AuthChallenge(String scheme, @Nullable String token68, Map<String, String> parameters) {
    /** Copies the parameters. */
    public AuthChallenge {
        Objects.requireNonNull(scheme, "scheme");
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
}
