package dev.ws.server;

import static dev.ws.server.TestClient.SECONDS;
import static dev.ws.server.TestClient.accepted;
import static dev.ws.server.TestClient.assertRefused;
import static dev.ws.server.TestClient.decide;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.CloseStatus;
import dev.ws.Dispatch;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.PreparedMessage;
import dev.ws.extension.TestExtension;
import dev.ws.handshake.Requests;
import dev.ws.transport.TransportPair;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketServerTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final BlockingQueue<WebSocket> opened = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseStatus> ended = new LinkedBlockingQueue<>();
    private final WebSocketServer.Builder builder = WebSocketServer.builder()
            .runtime(runtime)
            .onConnection((ws, request) -> {
                ws.onClose((socket, status) -> ended.add(status));
                opened.add(ws);
            });

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    @Test
    void aHandlerGetsItsServer() throws Exception { // B-057
        WebSocketServer server = WebSocketServer.builder()
                .runtime(runtime)
                .onConnection((owner, ws, request) -> ws.onText((from, text) -> owner.broadcast(Message.text(text))))
                .build();
        TestClient first = connect(server);
        TestClient second = connect(server);
        first.client.send("to all");
        until(() -> first.received.contains("to all") && second.received.contains("to all"));
    }

    private TestClient connect(WebSocketServer server) {
        return TestClient.connect(server, runtime);
    }

    private WebSocket nextOpened() throws InterruptedException {
        return Optional.ofNullable(opened.poll(SECONDS, TimeUnit.SECONDS)).orElseThrow();
    }

    private CloseStatus nextEnded() throws InterruptedException {
        return Optional.ofNullable(ended.poll(SECONDS, TimeUnit.SECONDS)).orElseThrow();
    }

    private static ShutdownReport report(CompletableFuture<ShutdownReport> shutdown) throws Exception {
        return shutdown.get(SECONDS, TimeUnit.SECONDS);
    }

    // --- opening -----------------------------------------------------------------------------------------------------

    @Test
    void b057AConnectionIsOpenAndCanSendAtOnce() throws Exception {
        WebSocketServer server = builder.onConnection((ws, request) -> {
                    assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
                    ws.send("hello " + request.path());
                    ws.close(1000, "bye");
                })
                .build();

        TestClient client = connect(server);

        assertThat(client.closeStatus()).isEqualTo(new CloseStatus(1000, "bye", true));
        assertThat(client.received).containsExactly("hello /chat");
    }

    @Test
    void b016AConnectionIsAClientFromBeforeOnConnectionUntilBeforeOnClose() throws Exception {
        CompletableFuture<Boolean> atConnection = new CompletableFuture<>();
        CompletableFuture<Boolean> atClose = new CompletableFuture<>();
        CompletableFuture<WebSocketServer> itself = new CompletableFuture<>();
        WebSocketServer server = builder.onConnection((ws, request) -> {
                    WebSocketServer known = itself.join();
                    atConnection.complete(known.clients().contains(ws));
                    ws.onClose(
                            (socket, status) -> atClose.complete(known.clients().contains(socket)));
                })
                .build();
        itself.complete(server);

        TestClient client = connect(server);
        assertThat(server.clients()).containsExactly(nextOpened());
        client.client.close();

        assertThat(atConnection.get(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(atClose.get(SECONDS, TimeUnit.SECONDS)).isFalse();
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void b016TheSetOfClientsIsLiveAndReadOnly() throws Exception {
        WebSocketServer server = builder.build();
        var clients = server.clients();
        assertThat(clients).isEmpty();

        connect(server);
        WebSocket ws = nextOpened();

        assertThat(clients).containsExactly(ws);
        assertThatThrownBy(() -> clients.remove(ws)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void b016WithoutTrackingThereAreNoClientsToBeSeen() throws Exception {
        WebSocketServer server = builder.clientTracking(false).build();
        connect(server);
        nextOpened();

        assertThat(server.clients()).isEmpty();
    }

    @Test
    void b018TheOptionsReachTheConnections() throws Exception {
        WebSocketOptions options = WebSocketOptions.builder().maxPayload(4).build();
        TestClient client = connect(builder.options(options).build());
        assertThat(nextOpened().options()).isSameAs(options);

        client.client.send("12345");

        assertThat(client.closeStatus().code()).isEqualTo(1009);
    }

    @Test
    void b058NothingIsReadUntilTheStagesOfOnConnectionAreComplete() throws Exception {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        WebSocketServer server = builder.onConnectionAsync((ws, request) -> first)
                .onConnectionAsync((ws, request) -> second)
                .build();
        TestClient client = new TestClient(runtime).start();
        client.client.send("early");
        accepted(server, Requests.plain()).open(client.pair.server());
        WebSocket ws = nextOpened();

        first.complete(null);
        ws.onText((socket, text) -> texts.add(text));
        second.complete(null);

        assertThat(texts.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("early");
    }

    @Test
    void b058ListenersAddedInOnConnectionSeeWhatCameBefore() throws Exception {
        BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        WebSocketServer server = builder.onConnection((ws, request) -> ws.onText((socket, text) -> texts.add(text)))
                .build();
        TestClient client = new TestClient(runtime).start();
        client.client.send("early");

        accepted(server, Requests.plain()).open(client.pair.server());

        assertThat(texts.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("early");
    }

    @ParameterizedTest(name = "with {0} stages")
    @ValueSource(ints = {0, 1, 2})
    void onConnectionThatFailsClosesWith1011AndIsReported(int stages) throws Exception {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        IllegalStateException broken = new IllegalStateException("broken");
        builder.onError((error, request) -> errors.add(error));
        for (int i = 0; i < stages; i++) {
            builder.onConnectionAsync((ws, request) -> CompletableFuture.failedFuture(broken));
        }
        if (stages == 0) {
            builder.onConnection((ws, request) -> {
                throw broken;
            });
        }
        WebSocketServer server = builder.build();

        TestClient client = connect(server);

        assertThat(client.closeStatus()).isEqualTo(new CloseStatus(1011, "", true));
        nextEnded();
        assertThat(errors).containsExactly(broken);
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void anUpgradeOpensOnce() {
        Upgrade.Accepted upgrade = accepted(builder.build(), Requests.plain());
        upgrade.open(new TransportPair().server());

        assertThatIllegalStateException().isThrownBy(() -> upgrade.open(new TransportPair().server()));
        upgrade.abandon(new IOException("too late"));
        assertThat(opened).hasSize(1);
        assertThat(opened.element().isOpen()).isTrue();
    }

    @Test
    void b038AnAbandonedUpgradeIsNoConnection() {
        TestExtension extension = new TestExtension("ext", 4);
        WebSocketServer server = builder.extension(extension).build();
        Upgrade.Accepted upgrade = accepted(server, Requests.with("Sec-WebSocket-Extensions", "ext"));

        upgrade.abandon(new IOException("gone"));
        upgrade.abandon(new IOException("gone"));

        assertThat(extension.agreements().get(0).closed()).isEqualTo(1);
        assertThat(opened).isEmpty();
        TransportPair late = new TransportPair();
        assertThatIllegalStateException().isThrownBy(() -> upgrade.open(late.server()));
        assertThat(late.server().isClosed()).isTrue();
        server.stopAccepting();
        assertThat(server.closed()).succeedsWithin(Duration.ofSeconds(SECONDS));
    }

    @Test
    void g030AConnectionThatEndedMakesRoom() throws Exception {
        WebSocketServer server = builder.maxConnections(1).build();
        TestClient client = connect(server);
        assertThat(decide(server, Requests.plain()).response().status()).isEqualTo(503);

        client.client.close();
        nextEnded();

        accepted(server, Requests.plain());
    }

    // --- broadcast ---------------------------------------------------------------------------------------------------

    private static void assertReceived(TestClient client, String... expected) throws Exception {
        client.client.close();
        client.closeStatus();
        assertThat(client.received).containsExactly(expected);
    }

    @Test
    void g020ABroadcastReachesAllAndKeepsItsKind() throws Exception {
        WebSocketServer server = builder.build();
        TestClient first = connect(server);
        TestClient second = connect(server);

        assertThat(server.broadcast(Message.text("wörld"))).isEqualTo(2);
        assertThat(server.broadcast(Message.binary(ByteBuffer.allocate(70_000))))
                .isEqualTo(2);

        assertReceived(first, "wörld", "70000 bytes");
        assertReceived(second, "wörld", "70000 bytes");
    }

    @Test
    void g020ABroadcastCanLeaveOutTheSender() throws Exception {
        WebSocketServer server = builder.build();
        TestClient first = connect(server);
        WebSocket sender = nextOpened();
        TestClient second = connect(server);

        assertThat(server.broadcastExcept(sender, Message.text("a"))).isEqualTo(1);

        assertReceived(first);
        assertReceived(second, "a");
    }

    @Test
    void g020ABroadcastCanChooseItsReceivers() throws Exception {
        WebSocketServer server = builder.build();
        TestClient first = connect(server);
        nextOpened().attributes().put("room", "blue");
        TestClient second = connect(server);
        PreparedMessage prepared = server.prepare(Message.text("b"));

        assertThat(server.broadcast(
                        Message.text("a"), ws -> "blue".equals(ws.attributes().get("room"))))
                .isEqualTo(1);
        assertThat(server.broadcast(prepared, ws -> true)).isEqualTo(2);
        assertThat(server.broadcast(prepared, ws -> false)).isZero();

        assertReceived(first, "a", "b");
        assertReceived(second, "b");
    }

    @Test
    void g020ABroadcastSkipsThoseThatAreClosing() throws Exception {
        WebSocketServer server = builder.build();
        accepted(server, Requests.plain()).open(new TransportPair().server()).close();
        TestClient open = connect(server);

        assertThat(server.broadcast(Message.text("a"))).isEqualTo(1);

        assertReceived(open, "a");
    }

    @Test
    void g020ABroadcastReachesConnectionsWithExtensions() throws Exception {
        WebSocketServer server = builder.extension(new TestExtension("ext", 0)).build();
        TestClient client = TestClient.connect(server, runtime, Requests.with("Sec-WebSocket-Extensions", "ext"));

        assertThat(server.broadcast(Message.text("a"))).isEqualTo(1);

        assertReceived(client, "a");
    }

    // --- close -------------------------------------------------------------------------------------------------------

    @Test
    void b011CloseRefusesHandshakesAndKeepsConnections() throws Exception {
        WebSocketServer server = builder.build();
        TestClient client = connect(server);
        assertThat(server.state()).isEqualTo(ServerState.RUNNING);

        server.stopAccepting();

        assertThat(server.state()).isEqualTo(ServerState.CLOSING);
        assertRefused(decide(server, Requests.plain()), 503, "Service Unavailable");
        assertThat(server.broadcast(Message.text("still here"))).isEqualTo(1);
        assertReceived(client, "still here");
    }

    @Test
    void b012ClosedWaitsForTheLastConnection() throws Exception {
        WebSocketServer server = builder.build();
        TestClient client = connect(server);
        Upgrade.Accepted pending = accepted(server, Requests.plain());
        CompletableFuture<Void> closed = server.closed();

        server.stopAccepting();
        client.client.close();
        nextEnded();
        assertThat(closed).isNotDone();
        pending.abandon(new IOException("gone"));

        assertThat(closed).isCompleted();
        assertThat(server.state()).isEqualTo(ServerState.CLOSED);
        assertRefused(decide(server, Requests.plain()), 503, "Service Unavailable");
    }

    @Test
    void b012WithoutClientsOrTrackingClosedDoesNotWait() {
        WebSocketServer empty = builder.build();
        empty.close();
        assertThat(empty.closed()).isCompleted();

        WebSocketServer untracked = builder.clientTracking(false).build();
        connect(untracked);
        untracked.close();
        assertThat(untracked.closed()).isCompleted();
        assertThat(untracked.state()).isEqualTo(ServerState.CLOSED);
    }

    @Test
    void b013CallbacksJoinUntilTheServerIsClosed() throws Exception {
        WebSocketServer server = builder.build();
        TestClient client = connect(server);
        BlockingQueue<Optional<Throwable>> calls = new LinkedBlockingQueue<>();

        server.stopAccepting(failure -> calls.add(Optional.ofNullable(failure)));
        server.stopAccepting(failure -> calls.add(Optional.ofNullable(failure)));
        assertThat(calls).isEmpty();
        client.client.close();

        assertThat(calls.poll(SECONDS, TimeUnit.SECONDS)).isEmpty();
        assertThat(calls.poll(SECONDS, TimeUnit.SECONDS)).isEmpty();
        server.stopAccepting();
        server.stopAccepting(failure -> calls.add(Optional.ofNullable(failure)));
        assertThat(calls.remove())
                .get()
                .satisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("The server is not running"));
        assertThat(calls).isEmpty();
    }

    // --- shutdown ----------------------------------------------------------------------------------------------------

    @Test
    void g040AShutdownSays1001AndWaitsForTheEchoes() throws Exception {
        WebSocketServer server = builder.build();
        TestClient first = connect(server);
        TestClient second = connect(server);

        CompletableFuture<ShutdownReport> shutdown = server.shutdown();

        assertRefused(decide(server, Requests.plain()), 503, "Service Unavailable");
        assertThat(first.closeStatus()).isEqualTo(new CloseStatus(1001, "", true));
        assertThat(second.closeStatus()).isEqualTo(new CloseStatus(1001, "", true));
        assertThat(report(shutdown)).isEqualTo(new ShutdownReport(2, 0));
        assertThat(server.closed()).succeedsWithin(Duration.ofSeconds(SECONDS));
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void g040CodeAndReasonCanBeChosen() throws Exception {
        WebSocketServer server = builder.build();
        TestClient client = connect(server);

        assertThat(report(server.shutdown(1012, "restart", Duration.ofSeconds(SECONDS))))
                .isEqualTo(new ShutdownReport(1, 0));

        assertThat(client.closeStatus()).isEqualTo(new CloseStatus(1012, "restart", true));
    }

    @Test
    void g040WhoDoesNotAnswerIsCutAtTheDeadline() throws Exception {
        WebSocketServer server = builder.build();
        TransportPair silent = new TransportPair();
        accepted(server, Requests.plain()).open(silent.server());
        TestClient client = connect(server);

        ShutdownReport report = report(server.shutdown(Duration.ofMillis(200)));

        assertThat(report.closed() + report.timedOut()).isEqualTo(2);
        assertThat(report.timedOut()).isPositive();
        assertThat(client.closeStatus().code()).isEqualTo(1001);
        nextEnded();
        nextEnded();
        assertThat(silent.server().isClosed()).isTrue();
        server.closed().get(SECONDS, TimeUnit.SECONDS);
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void g040AShutdownAlsoClosesWhatIsNotTracked() throws Exception {
        WebSocketServer server = builder.clientTracking(false).build();
        TestClient client = connect(server);

        assertThat(report(server.shutdown(Duration.ofMinutes(1)))).isEqualTo(new ShutdownReport(1, 0));

        assertThat(client.closeStatus().code()).isEqualTo(1001);
    }

    @Test
    void g040AShutdownAfterACloseEndsTheConnections() throws Exception {
        WebSocketServer server = builder.build();
        connect(server);
        server.stopAccepting();

        assertThat(report(server.shutdown(Duration.ofMinutes(1)))).isEqualTo(new ShutdownReport(1, 0));
        server.stopAccepting();
        assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    }

    @Test
    void g040WithoutConnectionsAShutdownIsDoneAtOnceAndOnlyTheFirstCounts() {
        WebSocketServer server = builder.build();

        assertThat(server.shutdown()).isCompletedWithValue(new ShutdownReport(0, 0));
        assertThat(server.shutdown(1012, "", Duration.ZERO)).isCompletedWithValue(new ShutdownReport(0, 0));
    }

    @Test
    void g040AConnectionAcceptedBeforeTheShutdownIsClosedWhenItOpens() throws Exception {
        WebSocketServer server = builder.build();
        Upgrade.Accepted upgrade = accepted(server, Requests.plain());
        CompletableFuture<ShutdownReport> shutdown = server.shutdown();
        assertThat(shutdown).isNotDone();

        TestClient client = new TestClient(runtime);
        upgrade.open(client.pair.server());
        client.start();

        assertThat(client.closeStatus()).isEqualTo(new CloseStatus(1001, "", true));
        assertThat(report(shutdown)).isEqualTo(new ShutdownReport(1, 0));
        assertThat(opened).isEmpty();
    }

    @Test
    void g040AConnectionThatOpensAfterTheDeadlineIsCut() throws Exception {
        WebSocketServer server = builder.build();
        Upgrade.Accepted upgrade = accepted(server, Requests.plain());
        assertThat(report(server.shutdown(Duration.ZERO))).isEqualTo(new ShutdownReport(0, 1));

        TransportPair pair = new TransportPair();
        assertThatIllegalStateException()
                .isThrownBy(() -> upgrade.open(pair.server()))
                .withMessage("the server was shut down");

        assertThat(pair.server().isClosed()).isTrue();
        assertThat(opened).isEmpty();
        assertThat(server.closed()).succeedsWithin(Duration.ofSeconds(SECONDS));
    }

    @Test
    void g040AConnectionWhosePumpFirstRunsAfterTheDeadlineIsCut() throws Exception {
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        try (ConnectionRuntime waiting = ConnectionRuntime.create(tasks::add)) {
            WebSocketServer server = builder.runtime(waiting)
                    .options(WebSocketOptions.builder()
                            .dispatch(Dispatch.EXECUTOR)
                            .build())
                    .build();
            TransportPair pair = new TransportPair();
            WebSocket ws = accepted(server, Requests.plain()).open(pair.server());
            assertThat(server.clients()).isEmpty();
            assertThat(report(server.shutdown(Duration.ZERO))).isEqualTo(new ShutdownReport(0, 1));

            while (ws.readyState() != ReadyState.CLOSED) {
                Optional.ofNullable(tasks.poll(SECONDS, TimeUnit.SECONDS))
                        .orElseThrow()
                        .run();
            }

            assertThat(pair.server().isClosed()).isTrue();
            assertThat(opened).isEmpty();
            assertThat(server.clients()).isEmpty();
            assertThat(server.closed()).succeedsWithin(Duration.ofSeconds(SECONDS));
        }
    }

    @Test
    void g040NoConnectionSlipsThroughAShutdown() throws Exception {
        WebSocketServer server = builder.build();
        int threads = 4;
        CountDownLatch running = new CountDownLatch(threads);
        List<CompletableFuture<List<TestClient>>> attempts = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            attempts.add(CompletableFuture.supplyAsync(
                    () -> {
                        List<TestClient> clients = new ArrayList<>();
                        while (decide(server, Requests.plain()) instanceof Upgrade.Accepted upgrade) {
                            TestClient client = new TestClient(runtime);
                            upgrade.open(client.pair.server());
                            clients.add(client.start());
                            running.countDown();
                        }
                        return clients;
                    },
                    task -> new Thread(task).start()));
        }
        assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();

        ShutdownReport report = report(server.shutdown(Duration.ofMinutes(1)));

        int count = 0;
        for (CompletableFuture<List<TestClient>> attempt : attempts) {
            for (TestClient client : attempt.get(SECONDS, TimeUnit.SECONDS)) {
                assertThat(client.closeStatus().code()).isEqualTo(1001);
                count++;
            }
        }
        assertThat(report).isEqualTo(new ShutdownReport(count, 0));
        assertThat(server.clients()).isEmpty();
    }

    @Test
    void g040BadArgumentsAreRefusedAndNothingHappens() {
        WebSocketServer server = builder.build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.shutdown(1005, "", Duration.ZERO))
                .withMessage("close code 1005 must not be sent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.shutdown(1001, "é".repeat(62), Duration.ZERO))
                .withMessage("the reason has 124 bytes, at most 123 allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.shutdown(Duration.ofSeconds(-1)))
                .withMessage("deadline is PT-1S, must not be negative");
        assertThat(server.state()).isEqualTo(ServerState.RUNNING);
    }
}
