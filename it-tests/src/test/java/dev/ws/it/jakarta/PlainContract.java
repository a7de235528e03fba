package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What the stranger's application does everywhere, on the adapter as on the containers' own implementations: package
 * {@code plain} (E-040 to E-087, F-010).
 */
interface PlainContract {
    int port() throws Exception;

    /** The context path of the application. */
    String path() throws Exception;

    /** Whether the adapter has to serve it. */
    boolean ours();

    private RawWebSocket open(String target, String... headerLines) throws Exception {
        return RawWebSocket.open(port(), path() + target, headerLines);
    }

    private static void says(RawWebSocket peer, String text) throws IOException {
        try {
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text(text));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nobody said " + text, e);
        }
    }

    private static void answers(RawWebSocket peer, String question, String answer) throws IOException {
        peer.send(WireFrame.text(question));
        says(peer, answer);
    }

    private static String basic(String user) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
    }

    private String implementation() throws Exception {
        return Site.get(port(), path() + "/implementation").body();
    }

    private String journal() throws Exception {
        return Site.get(port(), path() + "/journal").body();
    }

    @Test
    default void theExpectedImplementationServes() throws Exception {
        // E-020, E-021
        assertThat(implementation()).startsWith(ours() ? "dev.ws.jakarta." : "org.");
    }

    @Test
    default void textComesBackInAllShapes() throws Exception {
        // E-061, E-062, E-065
        record Shape(String path, List<String> texts) {}
        String large = "0123456789".repeat(ours() ? 20_000 : 500); // others have buffers of 8 KiB
        List<Shape> shapes = List.of(
                new Shape("string", List.of("", "a", "κόσμε 日本語 \uD83D\uDE80", "x".repeat(5000))),
                new Shape("basic", List.of("", "a", "x".repeat(5000))),
                new Shape("async", List.of("", "a", "x".repeat(5000))),
                new Shape("int", List.of("0", "-2147483648")),
                new Shape("long", List.of("9223372036854775807")),
                new Shape("short", List.of("-32768")),
                new Shape("byte", List.of("-128")),
                new Shape("double", List.of("-0.5")),
                new Shape("float", List.of("0.25")),
                new Shape("char", List.of("x")),
                new Shape("boolean", List.of("true", "false")),
                new Shape("reader", List.of("", "some text", large)),
                new Shape("partial", List.of("", "some text", large)),
                new Shape("decoded", List.of("1,2")),
                new Shape("decodedstream", List.of("-3,4")));
        for (Shape shape : shapes) {
            if (shape.path().equals("async") && !ours()) {
                continue; // Tomcat refuses the second one when the first is being sent
            }
            try (RawWebSocket peer = open("/text/" + shape.path())) {
                for (String text : shape.texts()) {
                    peer.send(WireFrame.text(text));
                    assertThat(peer.readMessage().payloadText())
                            .as(shape.path())
                            .isEqualTo(text);
                }
                finishes(peer);
            }
        }
    }

    @Test
    default void bytesComeBackInAllShapes() throws Exception {
        // E-061, E-062, E-065
        byte[] large = RawWebSocket.pattern(ours() ? 200_000 : 8000); // others have buffers of 8 KiB
        for (String path : List.of("array", "buffer", "basic", "stream", "arrayparts", "bufferparts")) {
            try (RawWebSocket peer = open("/binary/" + path)) {
                for (int length : new int[] {0, 1, 126, 5000}) {
                    WireFrame message = WireFrame.binary(RawWebSocket.pattern(length));
                    peer.send(message);
                    assertThat(peer.readMessage()).as(path).isEqualTo(message);
                }
                for (WireFrame fragment : RawWebSocket.fragments(WireFrame.BINARY, RawWebSocket.pattern(6000), 1000)) {
                    peer.send(fragment);
                }
                assertThat(peer.readMessage().payload()).as(path).isEqualTo(RawWebSocket.pattern(6000));
                peer.send(WireFrame.binary(large));
                assertThat(peer.readMessage().payload()).as(path).isEqualTo(large);
                finishes(peer);
            }
        }
        for (String path : List.of("decoded", "decodedstream")) {
            try (RawWebSocket peer = open("/binary/" + path)) {
                WireFrame point = WireFrame.binary("5,6".getBytes(StandardCharsets.US_ASCII));
                peer.send(point);
                assertThat(peer.readMessage()).as(path).isEqualTo(point);
            }
        }
        if (!ours()) {
            return; // Jetty sometimes forgets a pong
        }
        try (RawWebSocket peer = open("/binary/pong")) {
            peer.send(WireFrame.text("are you there?"));
            WireFrame ping = peer.read();
            assertThat(ping).isEqualTo(WireFrame.ping("are you there?"));
            peer.send(WireFrame.pong(ping.payload()));
            assertThat(peer.read()).isEqualTo(WireFrame.binary(ping.payload()));
        }
    }

    private static void finishes(RawWebSocket peer) throws IOException {
        peer.send(WireFrame.close(1000));
        WireFrame close = peer.read();
        assertThat(close.opcode()).isEqualTo(WireFrame.CLOSE);
        assertThat(close.closeCode()).isEqualTo(1000);
        assertThat(peer.awaitEnd()).isTrue();
        peer.close();
    }

    @Test
    default void membersOfARoomHearEachOther() throws Exception {
        // E-059, E-081
        Assumptions.assumeTrue(ours(), "others count a session only after onOpen, and have none in onClose");
        try (RawWebSocket anna = open("/chat/red/anna")) {
            says(anna, "anna entered");
            try (RawWebSocket stranger = open("/chat/blue/stranger");
                    RawWebSocket ben = open("/chat/red/ben")) {
                says(stranger, "stranger entered");
                says(anna, "ben entered");
                says(ben, "ben entered");
                anna.send(WireFrame.text("hello"));
                says(ben, "anna: hello");
                says(anna, "anna: hello");
                finishes(ben);
                says(anna, "ben left");
                stranger.send(WireFrame.text("hm"));
                says(stranger, "stranger: hm");
            }
        }
    }

    @Test
    default void pathParametersAreConverted() throws Exception {
        // E-059
        try (RawWebSocket peer = open("/numbers/-7/0.5/x/true")) {
            answers(peer, "hello", "hello -7 0.5 x true null");
        }
        if (ours()) { // Jetty does not even open
            try (RawWebSocket peer = open("/numbers/seven/0.5/x/true")) {
                answers(peer, "hello", "not decoded");
            }
        }
        for (String target : List.of("/numbers/1/2/3", "/numbers/1/2/3/true/5", "/nowhere")) {
            assertThat(Site.handshake(port(), path() + target).status())
                    .as(target)
                    .isEqualTo(404);
        }
    }

    @Test
    default void errorsGoToTheirHandler() throws Exception {
        // E-060, E-072, E-074
        Assumptions.assumeTrue(ours(), "Jetty closes after an error, and Tomcat 10.1 after the next message");
        try (RawWebSocket peer = open("/errors/message")) {
            answers(peer, "13,0", "IllegalStateException: thirteen, open true");
            answers(peer, "1,2", "1,2");
            answers(peer, "no point", "DecodeException: no point: no point, open true");
            answers(peer, "666,1", "EncodeException: the point of the beast, open true");
            answers(peer, "3,4", "3,4");
            finishes(peer);
        }
        try (RawWebSocket peer = open("/errors/close")) {
            finishes(peer);
        }
        Await.until("the error of onClose", () -> journal().contains("close not yet 1000"));
    }

    @Test
    default void closeCodesGoBothWays() throws Exception {
        // E-045, E-063
        try (RawWebSocket peer = open("/closing")) {
            peer.send(WireFrame.text("4001 bye"));
            WireFrame close = peer.read();
            assertThat(close.closeCode()).isEqualTo(4001);
            assertThat(close.closeReason()).isEqualTo("bye");
            peer.send(WireFrame.close(4001, "bye"));
            assertThat(peer.awaitEnd()).isTrue();
        }
        Await.until("its code", () -> journal().contains("closing 4001 bye"));
        try (RawWebSocket peer = open("/closing")) {
            peer.send(WireFrame.close(4002, "own"));
            assertThat(peer.read().closeCode()).isEqualTo(4002);
        }
        Await.until("the peer's code", () -> journal().contains("closing 4002 own"));
        try (RawWebSocket peer = open("/closing")) {
            peer.send(WireFrame.text("4003 " + "x".repeat(96)));
            assertThat(peer.read().closeCode()).isEqualTo(1009);
        }
        Await.until("too big", () -> journal().contains("closing 1009"));
        try (RawWebSocket peer = open("/closing")) {
            peer.finish();
        }
        Await.until("no closing handshake", () -> journal().contains("closing 1006"));
        try (RawWebSocket peer = open("/closing")) {
            peer.send(WireFrame.close(new byte[0]));
            assertThat(peer.read().opcode()).isEqualTo(WireFrame.CLOSE);
        }
        String code = !ours() && implementation().startsWith("org.apache") ? "1000" : "1005";
        Await.until("no code", () -> journal().contains("closing " + code));
    }

    @Test
    default void usersAreKnown() throws Exception {
        // E-079, E-080, F-010
        HttpAnswer refusal = Site.handshake(port(), path() + "/secured/whoami");
        assertThat(refusal.status()).isEqualTo(401);
        assertThat(refusal.header("www-authenticate")).contains("people");
        assertThat(Site.handshake(port(), path() + "/secured/whoami", basic("carl"))
                        .status())
                .isEqualTo(403);
        try (RawWebSocket peer = open("/secured/whoami", basic("anna"))) {
            peer.send(WireFrame.text("who am I?"));
            assertThat(peer.readMessage().payloadText()).startsWith("anna, anna chatter true boss false session ");
        }
        if (ours() || implementation().startsWith("org.apache")) { // Jetty's upgrades come before all filters
            assertThat(Site.handshake(port(), path() + "/filtered/whoami").status())
                    .isEqualTo(403);
            try (RawWebSocket peer = open("/filtered/whoami", "X-Token: 42")) {
                answers(peer, "who am I?", "bertha, bertha chatter false boss true session none");
            }
        }
        try (RawWebSocket peer = open("/open/whoami")) {
            answers(peer, "who am I?", "nobody, nobody chatter false boss false session none");
        }
        HttpAnswer session = Site.get(port(), path() + "/session");
        String cookie = session.header("set-cookie");
        try (RawWebSocket peer = open("/open/whoami", "Cookie: " + cookie.substring(0, cookie.indexOf(';')))) {
            answers(peer, "who am I?", "nobody, nobody chatter false boss false session blue");
        }
    }

    @Test
    default void sendsWaitForASlowPeer() throws Exception {
        // E-086: 16 MiB while nobody reads
        try (RawWebSocket peer = RawWebSocket.connect(port(), 8 << 10)) {
            peer.shakeHands(port(), path() + "/streams/flood");
            peer.send(WireFrame.text("16"));
            try (RawWebSocket other = open("/text/string")) {
                answers(other, "still served?", "still served?");
            }
            for (int i = 0; i < 256; i++) {
                byte[] payload = peer.readMessage().payload();
                assertThat(payload).hasSize(64 << 10);
                assertThat(java.nio.ByteBuffer.wrap(payload).getInt()).isEqualTo(i);
            }
            says(peer, "done");
        }
    }

    @Test
    default void silenceClosesAfterAWhile() throws Exception {
        // E-045, E-081
        Assumptions.assumeTrue(ours(), "Tomcat looks every 10 s only, Jetty tells the endpoint another code");
        try (RawWebSocket peer = open("/idle/3000").patience(Duration.ofSeconds(10))) {
            for (int i = 0; i < 4; i++) {
                Thread.sleep(900);
                answers(peer, "awake", "awake");
            }
            WireFrame close = peer.read();
            assertThat(close.opcode()).isEqualTo(WireFrame.CLOSE);
            assertThat(close.closeCode()).isBetween(1000, 1001);
        }
        Await.until("the endpoint's code", () -> journal().contains("idle 1006"));
    }
}
