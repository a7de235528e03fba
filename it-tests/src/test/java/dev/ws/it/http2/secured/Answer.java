package dev.ws.it.http2.secured;

import dev.ws.HandshakeRequest;
import java.security.Principal;
import java.util.TreeSet;

/** What a new connection is told. */
final class Answer {
    private Answer() {}

    static String about(HandshakeRequest request) {
        Principal principal = request.principal();
        return (principal == null ? "nobody" : principal.getName()) + " " + new TreeSet<>(request.roles());
    }
}
