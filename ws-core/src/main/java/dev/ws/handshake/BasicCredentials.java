package dev.ws.handshake;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The Basic scheme of {@code Authorization} (RFC 7617), in UTF-8. Stateless. */
final class BasicCredentials {
    private BasicCredentials() {}

    /**
     * Writes the field value for a user and a password.
     *
     * @param userAndPassword both with a colon between them
     * @return the value of {@code Authorization}
     */
    static String of(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes the field value for the user information of an address.
     *
     * @param userInfo the raw user information; without a colon the password is empty
     * @param decode whether it is percent-decoded
     * @return the value of {@code Authorization}
     */
    static String ofUserInfo(String userInfo, boolean decode) {
        String both = userInfo.indexOf(':') < 0 ? userInfo + ":" : userInfo;
        return of(decode ? PercentEncoding.decode(both) : both);
    }
}
