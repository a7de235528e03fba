package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.Dispatch;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import dev.ws.transport.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code close}, {@code closeNow} and {@code shutdown}: the same words with the same meaning on client and server. */
@Timeout(60)
class OrderlyEndTest {
    private static final int SIZE = 3_000_000;
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final AtomicLong received = new AtomicLong();
    private final BlockingQueue<CloseStatus> ends = new LinkedBlockingQueue<>();

    private WebSocketServer.Builder counting(Duration closeTimeout) {
        return WebSocketServer.builder()
                .options(options -> options.closeTimeout(closeTimeout))
                .onConnection((ws, request) -> ws.onBinary((socket, message) -> received.addAndGet(message.remaining()))
                        .onClose((socket, status) -> ends.add(status)));
    }

    private static WebSocketServer listen(WebSocketServer.Builder builder) throws IOException {
        return builder.listen(ListenOptions.builder().host("127.0.0.1").build());
    }

    private static String url(WebSocketServer server) {
        return "ws://127.0.0.1:" + ((InetSocketAddress) server.address().orElseThrow()).getPort() + "/";
    }

    private static WebSocketClient client(Duration closeTimeout) {
        return client(closeTimeout, Dispatch.AUTO);
    }

    private static WebSocketClient client(Duration closeTimeout, Dispatch dispatch) {
        return WebSocketClient.create(ClientOptions.builder()
                .webSocket(WebSocketOptions.builder()
                        .closeTimeout(closeTimeout)
                        .dispatch(dispatch)
                        .build())
                .build());
    }

    private static WebSocket open(WebSocketClient client, String url) throws Exception {
        return client.connect(url).get(30, TimeUnit.SECONDS);
    }

    private static void end(AutoCloseable ended) throws Exception {
        ended.close();
    }

    private CloseStatus end() throws InterruptedException {
        return ends.poll(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheClientQueuedGoesOutBeforeItEnds(boolean closesConnection) throws Exception {
        try (WebSocketServer server = listen(counting(LONG))) {
            for (int round = 1; round <= 20; round++) {
                try (WebSocketClient client = client(LONG)) {
                    WebSocket ws = open(client, url(server));
                    ws.send(ByteBuffer.allocate(SIZE));
                    if (closesConnection) {
                        ws.close(1000, "");
                    }
                }
                assertThat(end().code()).isEqualTo(closesConnection ? 1000 : 1001);
                assertThat(received).hasValue((long) SIZE * round);
            }
        }
    }

    @Test
    void whatTheServerQueuedGoesOutBeforeItEnds() throws Exception {
        CompletableFuture<CloseStatus> status = new CompletableFuture<>();
        CountDownLatch queued = new CountDownLatch(1);
        try (WebSocketClient client = client(LONG)) {
            try (WebSocketServer server = listen(counting(LONG).onConnection((ws, request) -> {
                ws.send(ByteBuffer.allocate(SIZE));
                queued.countDown();
            }))) {
                assertThat(client.connect(
                                url(server),
                                ws -> ws.onBinary((socket, message) -> received.addAndGet(message.remaining()))
                                        .onClose((socket, closed) -> status.complete(closed))))
                        .isNotNull();
                assertThat(queued.await(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(status.get(30, TimeUnit.SECONDS).code()).isEqualTo(1001);
            assertThat(received).hasValue(SIZE);
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsCutAfterTheCloseTimeout() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            WebSocket ws;
            try (WebSocketClient client = client(SHORT)) {
                ws = open(client, server.url("/"));
            }
            assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);
            server.awaitGone();
        }
    }

    @Test
    void aClientThatDoesNotAnswerIsCutAfterTheCloseTimeout() throws Exception {
        try (WebSocketClient client = client(SHORT)) {
            try (WebSocketServer server = listen(counting(SHORT))) {
                open(client, url(server)).pause();
                Waiting.until(() -> server.clients().size() == 1);
            }
            assertThat(end().code()).isEqualTo(1006);
        }
    }

    @Test
    void closeDoesNotWaitForALongShutdown() throws Exception {
        try (WebSocketClient client = client(LONG);
                WebSocketServer server = listen(counting(SHORT))) {
            open(client, url(server)).pause();
            Waiting.until(() -> server.clients().size() == 1);
            CompletableFuture<?> report = server.shutdown(LONG);
            end(server);
            assertThat(end().code()).isEqualTo(1006);
            assertThat(report).isDone();
            client.closeNow();
        }
    }

    @Test
    void closeNowCutsAndDoesNotWait() throws Exception {
        WebSocketServer server = listen(counting(LONG));
        WebSocketClient client = client(LONG);
        CompletableFuture<CloseStatus> status = new CompletableFuture<>();
        WebSocket ws = client.connect(url(server), each -> each.onClose((socket, closed) -> status.complete(closed)))
                .get(30, TimeUnit.SECONDS);
        ws.pause();
        Waiting.until(() -> server.clients().size() == 1);
        server.closeNow();
        assertThat(end().code()).isEqualTo(1006);
        assertThat(server.closed()).succeedsWithin(Duration.ofSeconds(30));
        assertThat(ws.readyState()).isNotEqualTo(ReadyState.CLOSED); // it is paused, and has not noticed
        client.closeNow();
        assertThat(status.get(30, TimeUnit.SECONDS).code()).isEqualTo(1006);
        assertThat(client.closed()).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void aThreadThatIsInterruptedCuts() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            WebSocketClient client = client(LONG);
            WebSocket ws = open(client, server.url("/"));
            Thread.currentThread().interrupt();
            client.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(client.closed()).succeedsWithin(Duration.ofSeconds(30));
            assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);
        }
    }

    /** Where the application ends its client. */
    enum Place {
        MESSAGE {
            @Override
            void prepare(WebSocket ws, Consumer<WebSocket> end) {
                ws.onText((socket, text) -> end.accept(socket));
            }
        },
        CLOSE {
            @Override
            void prepare(WebSocket ws, Consumer<WebSocket> end) {
                ws.onText((socket, text) -> socket.close()).onClose((socket, status) -> end.accept(socket));
            }
        },
        STREAM {
            @Override
            void prepare(WebSocket ws, Consumer<WebSocket> end) {
                ws.textStream(null, (socket, reader) -> end.accept(socket));
            }
        };

        abstract void prepare(WebSocket ws, Consumer<WebSocket> end);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aCallbackDoesNotWaitForItself(Place place) throws Exception {
        for (Dispatch dispatch : Dispatch.values()) {
            Duration patience = place == Place.STREAM ? SHORT : LONG; // a virtual thread cannot be told apart
            WebSocketClient client = client(patience, dispatch);
            CountDownLatch returned = new CountDownLatch(1);
            try (WebSocketServer server = listen(counting(LONG).onConnection((ws, request) -> ws.send("now")))) {
                client.connect(
                                url(server),
                                ws -> place.prepare(ws, socket -> {
                                    client.close();
                                    returned.countDown();
                                }))
                        .get(30, TimeUnit.SECONDS);
                assertThat(returned.await(30, TimeUnit.SECONDS)).isTrue();
                assertThat(client.closed()).succeedsWithin(Duration.ofSeconds(30));
            }
        }
    }

    @Test
    void whatDependsOnTheFutureDoesNotWaitForItself() throws Exception {
        for (String status : new String[] {"404 Not Found", ""}) {
            try (ScriptedServer server = new ScriptedServer(
                    status.isEmpty()
                            ? ScriptedServer.echo()
                            : ScriptedServer.answer("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n"))) {
                WebSocketClient client = client(LONG);
                CompletableFuture<Void> returned = new CompletableFuture<>();
                CompletableFuture<?> unused = client.connect(server.url("/")).whenComplete((ws, failure) -> {
                    client.close();
                    returned.complete(null);
                });
                assertThat(returned).succeedsWithin(Duration.ofSeconds(30));
                assertThat(client.closed()).succeedsWithin(Duration.ofSeconds(30));
            }
        }
    }

    @Test
    void aCallbackOfTheServerDoesNotWaitForItself() throws Exception {
        BlockingQueue<WebSocketServer> made = new LinkedBlockingQueue<>();
        CountDownLatch returned = new CountDownLatch(1);
        WebSocketServer server = listen(counting(LONG)
                .onConnection((ws, request) -> ws.onText((socket, text) -> {
                    made.element().close();
                    returned.countDown();
                })));
        made.add(server);
        try (WebSocketClient client = client(LONG)) {
            open(client, url(server)).send("now");
            assertThat(returned.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(server.closed()).succeedsWithin(Duration.ofSeconds(30));
            assertThat(end().code()).isEqualTo(1001);
        }
    }

    @Test
    void aSharedRuntimeStays() throws Exception {
        try (ConnectionRuntime runtime = ConnectionRuntime.create();
                WebSocketServer server = listen(counting(LONG).runtime(runtime))) {
            for (int i = 0; i < 2; i++) {
                try (WebSocketClient client =
                        WebSocketClient.builder().runtime(runtime).build()) {
                    open(client, url(server)).send(ByteBuffer.allocate(SIZE));
                }
                assertThat(end().code()).isEqualTo(1001);
            }
            assertThat(received).hasValue(2L * SIZE);
        }
    }
}
