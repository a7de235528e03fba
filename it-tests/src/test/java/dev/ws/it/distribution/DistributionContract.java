package dev.ws.it.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.Prerequisite;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * One life of two WARs in a distribution, the examples and a stranger's with our jars merely added: deployed, used, undeployed,
 * deployed again, stopped. Where the container has an implementation of its own, the stranger's runs on that beside them.
 */
interface DistributionContract {
    /** What a container prints when an application left something behind, or failed. */
    Pattern TROUBLE = Pattern.compile("SEVERE|appears to have started a thread|ThreadLocal|memory leak"
            + "|instance has been stopped already|\\bException\\b|\\w+Error:|\\bdev\\.ws\\b.*\\bWARN");

    /** Starts the distribution with these WARs. */
    Distribution start(Path... wars) throws Exception;

    /** Whether the container has an implementation of Jakarta WebSocket. */
    boolean hasOwn();

    @Test
    default void servesTheUnchangedWarUntilItIsRemoved() throws Exception {
        Path examples = Prerequisite.target().resolve("war/examples.war");
        StrangersWar stranger = StrangersWar.adapted("stranger", !hasOwn());
        try (Distribution server = start(examples, stranger.file())) {
            int port = server.port();
            int others = server.applicationClassLoaders() - 2;
            assertThat(ask(port, "GET", "/examples/").status()).isEqualTo(200);
            StrangersWar own = StrangersWar.alone("alone");
            if (hasOwn()) {
                server.deploy(own.file()); // behind ours, which could have left something to it
            }
            RawWebSocket echo = RawWebSocket.open(port, "/examples/echo");
            echoes(echo);
            RawWebSocket[] chat = chats(port, "/examples/chat");
            RawWebSocket session = logsIn(port);
            // H-30, E-075: the twins, without a switch in the WAR
            assertThat(ask(port, "GET", "/examples/jakarta/implementation").body())
                    .contains("\"name\":\"ws for Java\"", "\"jar\":\"ws-jakarta-adapter-");
            RawWebSocket twin = RawWebSocket.open(port, "/examples/jakarta/echo");
            echoes(twin);
            for (RawWebSocket peer : chats(port, "/examples/jakarta/chat")) {
                peer.close();
            }
            RawWebSocket strangers = stranger.serves(port);
            if (hasOwn()) {
                Await.until(
                        "deployed",
                        () -> ask(port, "GET", "/alone/implementation").status() == 200);
                StrangersWar.finishes(own.serves(port));
                assertThat(ask(port, "GET", "/alone/configurator").body()).startsWith("org.apache.tomcat.");
            }

            server.undeploy(examples);
            for (RawWebSocket open : List.of(echo, chat[0], chat[1], session, twin)) {
                goesAway(open);
            }
            Await.until("undeployed", () -> ask(port, "GET", "/examples/").status() == 404);
            server.undeploy(stranger.file());
            goesAway(strangers);
            Await.until(
                    "undeployed",
                    () -> ask(port, "GET", "/stranger/implementation").status() == 404);
            Await.until(
                    () -> "the class loader of each application of ours is collected:\n" + server.log(),
                    Duration.ofSeconds(30),
                    () -> {
                        // Jetty's selector remembers the last connection it saw, and that its last application.
                        ask(port, "GET", "/");
                        return server.applicationClassLoaders() == others + (hasOwn() ? 1 : 0);
                    });

            server.deploy(examples);
            Await.until("deployed again", () -> ask(port, "GET", "/examples/").status() == 200);
            RawWebSocket again = RawWebSocket.open(port, "/examples/echo");
            echoes(again);
            server.requestStop();
            goesAway(again);
            server.awaitStop();
            assertThat(server.log().lines().filter(line -> TROUBLE.matcher(line).find()))
                    .as("lines of trouble in\n%s", server.log())
                    .isEmpty();
        }
    }

    private static void echoes(RawWebSocket peer) throws IOException {
        for (WireFrame message : List.of(WireFrame.text("κόσμε"), WireFrame.binary(RawWebSocket.pattern(70_000)))) {
            peer.send(message);
            assertThat(peer.readMessage()).isEqualTo(message);
        }
        peer.send(WireFrame.ping("still there?"));
        assertThat(peer.read()).isEqualTo(WireFrame.pong("still there?"));
    }

    private static RawWebSocket[] chats(int port, String path) throws IOException {
        RawWebSocket anna = RawWebSocket.open(port, path);
        anna.send(WireFrame.text("anna"));
        assertThat(anna.readMessage()).isEqualTo(WireFrame.text("anna entered"));
        RawWebSocket ben = RawWebSocket.open(port, path);
        ben.send(WireFrame.text("ben"));
        for (RawWebSocket peer : List.of(anna, ben)) {
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text("ben entered"));
        }
        anna.send(WireFrame.text("hello"));
        for (RawWebSocket peer : List.of(anna, ben)) {
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text("[anna] hello"));
        }
        return new RawWebSocket[] {anna, ben};
    }

    private static RawWebSocket logsIn(int port) throws IOException {
        try (RawWebSocket stranger = RawWebSocket.connect(port)) {
            stranger.write(RawWebSocket.request(port, "/examples/session"));
            HttpAnswer refusal = stranger.readAnswer();
            assertThat(refusal.status()).isEqualTo(401);
        }
        HttpAnswer login = ask(port, "POST", "/examples/login");
        assertThat(login.status()).isEqualTo(200);
        String cookie = login.headers().get("set-cookie").get(0);
        RawWebSocket user =
                RawWebSocket.open(port, "/examples/session", "Cookie: " + cookie.substring(0, cookie.indexOf(';')));
        user.send(WireFrame.text("it is me"));
        assertThat(user.readMessage().payloadText()).endsWith(": it is me");
        return user;
    }

    private static void goesAway(RawWebSocket peer) throws IOException {
        WireFrame close = peer.read();
        assertThat(close.opcode()).isEqualTo(WireFrame.CLOSE);
        assertThat(close.closeCode()).isEqualTo(1001);
        peer.send(WireFrame.close(1001));
        assertThat(peer.awaitEnd()).as("the end is not a reset").isTrue();
        peer.close();
    }

    /** Asks on a connection of its own: one that is kept alive would keep the application of its last request. */
    static HttpAnswer ask(int port, String method, String path, String... headerLines) throws IOException {
        try (RawWebSocket connection = RawWebSocket.connect(port)) {
            StringBuilder request = new StringBuilder(method).append(' ').append(path);
            request.append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(port);
            request.append("\r\nConnection: close\r\nContent-Length: 0\r\n");
            for (String line : headerLines) {
                request.append(line).append("\r\n");
            }
            connection.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            return connection.readAnswer();
        }
    }
}
