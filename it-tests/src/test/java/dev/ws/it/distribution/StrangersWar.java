package dev.ws.it.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.Wars;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.Prerequisite;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/**
 * A WAR with the classes of package {@code plain}, which know nothing of us, and what it has to do wherever it is.
 *
 * @param file the WAR
 * @param name its context path without the slash
 * @param ours whether our jars were added
 */
record StrangersWar(Path file, String name, boolean ours) {
    private static final String ANNA = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("anna:secret".getBytes(StandardCharsets.US_ASCII));

    /** With our jars, and those of the API where the container has none. */
    static StrangersWar adapted(String name, boolean withApi) throws IOException {
        return packed(Wars.addOurs(Wars.plain(), withApi), name, true);
    }

    /** As its authors built it. */
    static StrangersWar alone(String name) throws IOException {
        return packed(Wars.plain(), name, false);
    }

    private static StrangersWar packed(WarFolder folder, String name, boolean ours) throws IOException {
        return new StrangersWar(
                folder.pack(Prerequisite.target().resolve("strangers").resolve(name + ".war")), name, ours);
    }

    /** Uses it, and leaves one connection open. */
    RawWebSocket serves(int port) throws IOException {
        // E-020, E-021
        assertThat(get(port, "/implementation").body()).as(name).startsWith(ours ? "dev.ws.jakarta." : "org.");
        // E-061
        RawWebSocket text = open(port, "/text/string");
        echoes(text, WireFrame.text("κόσμε"));
        try (RawWebSocket bytes = open(port, "/binary/array")) {
            echoes(bytes, WireFrame.binary(RawWebSocket.pattern(5000)));
            finishes(bytes);
        }
        // E-079
        try (RawWebSocket nobody = RawWebSocket.connect(port)) {
            nobody.write(RawWebSocket.request(port, "/" + name + "/secured/whoami"));
            assertThat(nobody.readAnswer().status()).isEqualTo(401);
        }
        try (RawWebSocket anna = open(port, "/secured/whoami", ANNA)) {
            anna.send(WireFrame.text("who am I?"));
            assertThat(anna.readMessage().payloadText()).startsWith("anna, anna chatter true");
            finishes(anna);
        }
        if (ours) { // Jetty's does not
            endsWithItsSession(port);
        }
        return text;
    }

    // F-010 to F-012
    private void endsWithItsSession(int port) throws IOException {
        String cookie = cookie(get(port, "/session"));
        try (RawWebSocket anna = RawWebSocket.connect(port)) {
            HttpAnswer welcome = anna.shakeHands(port, "/" + name + "/secured/whoami", ANNA, cookie);
            anna.send(WireFrame.text("who am I?"));
            assertThat(anna.readMessage().payloadText()).endsWith("session blue");
            // A session gets another id by the login.
            String current = welcome.header("set-cookie").isEmpty() ? cookie : cookie(welcome);
            assertThat(get(port, "/logout", current).body()).isEqualTo("bye");
            assertThat(anna.read().closeCode()).isEqualTo(1008);
        }
    }

    private static String cookie(HttpAnswer answer) {
        String cookie = answer.header("set-cookie");
        return "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
    }

    /** Closes as Tomcat wants it, which else logs an error. */
    static void finishes(RawWebSocket peer) throws IOException {
        peer.send(WireFrame.close(1000));
        assertThat(peer.read().closeCode()).isEqualTo(1000);
        peer.awaitEnd();
        peer.close();
    }

    private RawWebSocket open(int port, String path, String... headerLines) throws IOException {
        return RawWebSocket.open(port, "/" + name + path, headerLines);
    }

    private HttpAnswer get(int port, String path, String... headerLines) throws IOException {
        return DistributionContract.ask(port, "GET", "/" + name + path, headerLines);
    }

    private static void echoes(RawWebSocket peer, WireFrame message) throws IOException {
        peer.send(message);
        assertThat(peer.readMessage()).isEqualTo(message);
    }
}
