package dev.ws.handshake;

import java.util.Objects;

/**
 * Who a client is for its proxy. Immutable.
 *
 * @param user the user's name; with a colon in it, it is not fit for the Basic scheme and only others are used
 * @param password the password
 */
public record ProxyCredentials(String user, String password) {
    /** Checks that both are there. */
    public ProxyCredentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /** {@return the credentials without the password} */
    @Override
    public String toString() {
        return "ProxyCredentials[user=" + user + "]";
    }
}
