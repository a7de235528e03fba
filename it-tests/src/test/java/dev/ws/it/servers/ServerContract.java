package dev.ws.it.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.WarFolder;
import dev.ws.it.servers.app.EchoServlet;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.Prerequisite;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application with ws-servlet in its WAR can count on, whatever the server. One life of the server, stopped last. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ServerContract {
    private static final Duration LOAD = Duration.ofSeconds(15);
    private static final int MIB = 1 << 20;

    private @Nullable AppServer started;

    /** How the server is started; ends the test where it cannot be. */
    abstract ServerRecipe recipe();

    /** Whether applications come and go while the server runs. */
    boolean undeploys() {
        return true;
    }

    /** Whether the server itself gives back every socket of a peer that goes away during the handshake. */
    boolean givesSocketsBack() {
        return true;
    }

    @BeforeAll
    void start() throws Exception {
        started = AppServer.start(recipe(), war());
    }

    @AfterAll
    void end() {
        if (started != null) {
            started.close();
        }
    }

    private static Path war() throws Exception {
        return WarFolder.create("server-war")
                .packages(EchoServlet.class.getPackageName())
                .library(WebSocketServer.class, "ws-core.jar")
                .library(WebSocketServlet.class, "ws-servlet.jar")
                .library(Class.forName("tlschannel.TlsChannel"), "tls-channel.jar")
                .pack(Prerequisite.target().resolve("server-wars").resolve("probe.war"));
    }

    private AppServer server() {
        AppServer known = started;
        if (known == null) {
            throw new IllegalStateException("not started");
        }
        return known;
    }

    static Stream<String> echoes() {
        return Stream.of("/echo", "/echo/executor");
    }

    private static void assertEcho(RawWebSocket peer, WireFrame... messages) throws IOException {
        for (WireFrame message : messages) {
            peer.send(message);
            assertThat(peer.readMessage()).isEqualTo(message);
        }
    }

    private static void assertEnds(RawWebSocket peer, int code) throws IOException {
        WireFrame close = peer.read();
        assertThat(close.opcode()).as("%s", close).isEqualTo(WireFrame.CLOSE);
        assertThat(close.closeCode()).isEqualTo(code);
        peer.awaitEnd();
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void messagesOfAllSizesAndPingsComeBack(String path) throws IOException {
        try (RawWebSocket peer = server().open(path)) {
            assertEcho(peer, WireFrame.text("κόσμε"), WireFrame.text(""));
            for (int size : new int[] {1, 125, 126, 8191, 8192, 16_384, 65_535, 65_536, 70_000, MIB}) {
                assertEcho(peer, WireFrame.binary(RawWebSocket.pattern(size)));
            }
            peer.send(WireFrame.ping("there?"));
            assertThat(peer.read()).isEqualTo(WireFrame.pong("there?"));
            peer.send(WireFrame.close(1000));
            assertEnds(peer, 1000);
        }
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void sixteenMebibytesComeBack(String path) throws Exception {
        try (RawWebSocket peer = server().open(path)) {
            WireFrame large = WireFrame.binary(RawWebSocket.pattern(16 * MIB));
            CompletableFuture<Void> sending = sends(peer, List.of(large));
            assertThat(peer.readMessage()).isEqualTo(large);
            sending.get(20, TimeUnit.SECONDS);
            List<WireFrame> pieces = RawWebSocket.fragments(WireFrame.BINARY, large.payload(), 100_000);
            sending = sends(peer, pieces);
            assertThat(peer.readMessage()).isEqualTo(large);
            sending.get(20, TimeUnit.SECONDS);
        }
    }

    private static CompletableFuture<Void> sends(RawWebSocket peer, List<WireFrame> frames) {
        return CompletableFuture.runAsync(() -> {
            try {
                for (WireFrame frame : frames) {
                    peer.send(frame);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 3000})
    void framesInTheSegmentOfTheHandshakeAreRead(int count) throws IOException {
        for (String path : echoes().toList()) {
            try (RawWebSocket peer = RawWebSocket.connect(server().port())) {
                List<WireFrame> frames = Stream.generate(() -> WireFrame.text("early"))
                        .limit(count)
                        .toList();
                byte[] head = server().request(path);
                byte[] behind = peer.encode(frames);
                byte[] all = Arrays.copyOf(head, head.length + behind.length);
                System.arraycopy(behind, 0, all, head.length, behind.length);
                peer.write(all);
                assertThat(peer.readAnswer().status()).isEqualTo(101);
                for (int i = 0; i < count; i++) {
                    assertThat(peer.readMessage()).as("message %d", i).isEqualTo(frames.get(i));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void closingHasTheRightCodeAndEndsTheConnection(String path) throws IOException {
        try (RawWebSocket peer = server().open(path)) {
            peer.send(WireFrame.close(3001, "bye"));
            assertEnds(peer, 3001);
        }
        try (RawWebSocket peer = server().open(path)) {
            peer.send(WireFrame.text(new byte[] {(byte) 0xC3, 0x28}));
            assertEnds(peer, 1007);
        }
        try (RawWebSocket peer = server().open(path)) {
            peer.write(WireFrame.binary(new byte[0]).header(64, 1L << 30, 1));
            assertEnds(peer, 1009);
        }
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void whatFollowsOurCloseIsNeverTakenForARequest(String path) throws IOException {
        byte[] request = server().request("/state?smuggled");
        for (int i = 0; i < 60; i++) {
            try (RawWebSocket peer = server().open(path)) {
                peer.send(WireFrame.text("here").withOpcode(11));
                if (i % 3 == 0) {
                    peer.write(request);
                    assertNothingButClose(peer, 1002);
                } else {
                    assertThat(peer.read().closeCode()).isEqualTo(1002);
                    if (i % 3 == 1) {
                        peer.send(WireFrame.close(1002));
                    }
                    peer.write(request);
                    assertThat(peer.patience(Duration.ofSeconds(8)).awaitNothing())
                            .isZero();
                }
            } catch (java.net.SocketException e) {
                // An RST instead of a FIN is as good here.
            }
        }
    }

    private static void assertNothingButClose(RawWebSocket peer, int code) throws IOException {
        assertThat(peer.read().closeCode()).isEqualTo(code);
        assertThat(peer.awaitNothing()).isZero();
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void aPeerThatHalfClosesGetsItsAnswer(String path) throws Exception {
        for (int size : new int[] {10, 200_000, MIB, 10, 200_000, MIB}) {
            try (RawWebSocket peer = server().open(path)) {
                WireFrame message = WireFrame.binary(RawWebSocket.pattern(size));
                CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                    try {
                        peer.send(message);
                        peer.finish();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                assertThat(peer.readMessage()).as("%d bytes", size).isEqualTo(message);
                sending.get(20, TimeUnit.SECONDS);
                peer.awaitEnd();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void aCloseFrameWithTheEndOfInputBehindItIsAnswered(String path) throws IOException {
        for (int i = 0; i < 30; i++) {
            try (RawWebSocket peer = server().open(path)) {
                peer.send(WireFrame.close(1000));
                peer.finish();
                assertEnds(peer, 1000);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void aPeerThatReadsLateGetsEverything(String path) throws Exception {
        try (RawWebSocket peer = RawWebSocket.connect(server().port(), 64 * 1024)) {
            peer.write(server().request(path));
            assertThat(peer.readAnswer().status()).isEqualTo(101);
            WireFrame message = WireFrame.binary(RawWebSocket.pattern(MIB));
            CompletableFuture<Void> sending =
                    sends(peer, Stream.generate(() -> message).limit(48).toList());
            TimeUnit.SECONDS.sleep(2); // for everything between us and the server to be full
            assertThat(sending)
                    .as("the server does not take in what it cannot send")
                    .isNotDone();
            for (int i = 0; i < 48; i++) {
                assertThat(peer.readMessage()).as("message %d", i).isEqualTo(message);
            }
            sending.get(20, TimeUnit.SECONDS);
            assertEcho(peer, WireFrame.text("and now?"));
        }
    }

    @Test
    void aBroadcastReachesEverybody() throws IOException {
        List<RawWebSocket> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                RawWebSocket peer = server().open("/broadcast");
                peers.add(peer);
                peer.send(WireFrame.ping(""));
                assertThat(peer.read().opcode()).isEqualTo(WireFrame.PONG);
            }
            for (int i = 0; i < 20; i++) {
                peers.get(0).send(WireFrame.text("news " + i));
            }
            for (RawWebSocket peer : peers) {
                for (int i = 0; i < 20; i++) {
                    assertThat(peer.readMessage()).isEqualTo(WireFrame.text("news " + i));
                }
            }
        } finally {
            for (RawWebSocket peer : peers) {
                peer.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/verified", "/verified/at-once"})
    void aDecisionMayBeMadeOnAnotherThread(String path) throws IOException {
        for (int i = 0; i < 5; i++) {
            try (RawWebSocket peer = server().open(path)) {
                assertEcho(peer, WireFrame.text("let in"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/verified?refuse", "/verified/at-once?refuse"})
    void aRefusalArrivesEvenWithBytesBehindTheRequest(String path) throws IOException {
        for (String behind : List.of("", "x")) {
            try (RawWebSocket peer = RawWebSocket.connect(server().port())) {
                byte[] head = server().request(path);
                byte[] all = Arrays.copyOf(head, head.length + behind.length());
                if (!behind.isEmpty()) {
                    all[head.length] = 'x';
                }
                peer.write(all);
                HttpAnswer answer = peer.readAnswer();
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.body()).isEqualTo("not you");
            }
        }
    }

    @Test
    void anOrdinaryRequestIsToldToUpgrade() throws IOException {
        assertThat(server().ask("/echo").status()).isEqualTo(426);
        try (RawWebSocket kept = RawWebSocket.connect(server().port())) {
            String request = new String(server().request("/echo"), java.nio.charset.StandardCharsets.ISO_8859_1);
            String page = request.lines()
                            .filter(line -> line.startsWith("GET") || line.startsWith("Host"))
                            .collect(java.util.stream.Collectors.joining("\r\n"))
                    + "\r\n\r\n";
            kept.write(page.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            assertThat(kept.readAnswer().status())
                    .isEqualTo(426); // without waiting for the end of a connection kept alive
        }
    }

    @Test
    void theEndOfTheSessionEndsItsConnections() throws IOException {
        HttpAnswer login = server().ask("/login");
        String cookie = "Cookie: " + login.header("set-cookie").split(";", 2)[0];
        try (RawWebSocket peer = server().open("/echo/session", cookie);
                RawWebSocket stranger = server().open("/echo/session")) {
            assertEcho(peer, WireFrame.text("logged in"));
            assertThat(server().ask("/logout", cookie).body()).isEqualTo("done");
            WireFrame close = peer.read();
            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.closeReason()).isEqualTo("the HTTP session ended");
            peer.send(close);
            peer.awaitEnd();
            assertEcho(stranger, WireFrame.text("still here"));
        }
    }

    @Test
    @Order(Integer.MAX_VALUE - 3)
    void smallMessagesWithTinyPausesAllComeBack() throws Exception {
        List<String> paths = Stream.concat(
                        Stream.generate(() -> "/echo").limit(4),
                        Stream.generate(() -> "/echo/executor").limit(4))
                .toList();
        assertThat(Trickle.run(server(), LOAD, paths)).isEmpty();
    }

    @Test
    @Order(Integer.MAX_VALUE - 2)
    void peersThatDieInEveryWayLeaveNothingBehind() throws Exception {
        DyingPeers.run(server(), Duration.ofMillis(500)); // for what the server makes once and keeps
        awaitNoClients();
        int sockets = server().sockets();
        int logged = server().log().length();

        assertThat(DyingPeers.run(server(), LOAD)).isEmpty();

        awaitNoClients();
        Await.until(
                () -> {
                    try {
                        return server().sockets() + " sockets instead of " + sockets;
                    } catch (IOException e) {
                        return e.toString();
                    }
                },
                Duration.ofSeconds(40),
                () -> !givesSocketsBack()
                        || server().sockets() <= sockets + 8); // what the server keeps for a next request
        assertThat(server().log().substring(logged).lines())
                .as("what a peer can provoke is not worth a stack trace")
                .noneMatch(line -> line.matches("\\s+at .*|.*\\b(Exception|Error): .*"));
    }

    private void awaitNoClients() throws Exception {
        Await.until(
                () -> {
                    try {
                        return "no client, no thread in our code: " + server().state();
                    } catch (IOException e) {
                        return e.toString();
                    }
                },
                Duration.ofSeconds(40),
                () -> server().state().equals(List.of("0")));
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void anApplicationThatIsRemovedSaysGoodbye() throws Exception {
        Assumptions.assumeTrue(undeploys(), "applications cannot be removed while the server runs");
        List<RawWebSocket> peers = List.of(server().open("/echo"), server().open("/echo/executor"));
        server().requestUndeploy();
        for (RawWebSocket peer : peers) {
            saysGoodbye(peer);
        }
        server().awaitUndeploy();
        server().deploy();
        try (RawWebSocket peer = server().open("/echo")) {
            assertEcho(peer, WireFrame.text("again"));
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void aServerThatIsStoppedSaysGoodbye() throws Exception {
        List<RawWebSocket> peers = List.of(server().open("/echo"), server().open("/echo/executor"));
        for (RawWebSocket peer : peers) {
            assertEcho(peer, WireFrame.text("before the end"));
        }
        server().requestStop();
        for (RawWebSocket peer : peers) {
            saysGoodbye(peer);
        }
        server().awaitStop();
    }

    private static void saysGoodbye(RawWebSocket peer) throws IOException {
        WireFrame close = peer.patience(Duration.ofSeconds(60)).read();
        assertThat(close.opcode()).as("%s", close).isEqualTo(WireFrame.CLOSE);
        assertThat(close.closeCode()).isEqualTo(1001);
        try (peer) {
            peer.send(WireFrame.close(1001));
            peer.awaitEnd();
        } catch (EOFException | java.net.SocketException e) {
            // The server may be gone by now.
        }
    }
}
