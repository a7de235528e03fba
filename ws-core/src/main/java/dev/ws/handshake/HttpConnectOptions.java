package dev.ws.handshake;

import dev.ws.Headers;
import dev.ws.http.HttpLimits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client asks an HTTP proxy for a tunnel. Immutable.
 *
 * @param headers further fields of the request, such as {@code User-Agent}; {@code Host} and, as soon as the credentials
 *     are sent, {@code Proxy-Authorization} win over fields of these names; default none
 * @param credentials what is sent when the proxy asks for it; default null for none
 * @param preemptive whether the credentials are sent with the Basic scheme before the proxy asked; default false
 * @param limits how much of a head of the proxy is read; default {@link HttpLimits#DEFAULT}
 */
public record HttpConnectOptions(
        Headers headers, @Nullable ProxyCredentials credentials, boolean preemptive, HttpLimits limits) {
    /** The defaults. */
    public static final HttpConnectOptions DEFAULT =
            new HttpConnectOptions(Headers.EMPTY, null, false, HttpLimits.DEFAULT);

    /** Checks that everything is there. */
    public HttpConnectOptions {
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(limits, "limits");
    }

    /** {@return the settings without headers, which may hold secrets} */
    @Override
    public String toString() {
        return "HttpConnectOptions[credentials=" + credentials + ", preemptive=" + preemptive + ", limits=" + limits
                + "]";
    }
}
