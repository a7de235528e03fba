package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.EventType;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ConnectionListenersTest {
    private final Harness harness =
            new Harness().options(options -> options.highWaterBytes(1_000)).executor(Runnable::run);
    private final List<String> seen = new ArrayList<>();
    private final WebSocketListener noting = new WebSocketListener() {
        @Override
        public void onOpen(WebSocket ws) {
            seen.add("OPEN");
        }

        @Override
        public void onMessage(WebSocket ws, Message message) {
            seen.add("MESSAGE");
        }

        @Override
        public void onPing(WebSocket ws, ByteBuffer payload) {
            seen.add("PING");
        }

        @Override
        public void onPong(WebSocket ws, ByteBuffer payload) {
            seen.add("PONG");
        }

        @Override
        public void onDrain(WebSocket ws) {
            seen.add("DRAIN");
        }

        @Override
        public void onError(WebSocket ws, Throwable error) {
            seen.add("ERROR");
        }

        @Override
        public void onClose(WebSocket ws, CloseStatus status) {
            seen.add("CLOSE");
        }
    };

    @AfterEach
    void end() {
        harness.events.forget();
        harness.close();
    }

    // Each event at least twice where it can come twice.
    private void everything() throws Exception {
        WebSocketConnection ws = harness.start();
        for (int i = 0; i < 2; i++) {
            harness.peer.send(WireFrame.text("m"), WireFrame.of(Opcode.BINARY, "m"));
            harness.peer.send(WireFrame.of(Opcode.PING, "p"), WireFrame.of(Opcode.PONG, "p"));
            harness.end.capacity(0);
            ws.send(new byte[5_000]);
            harness.end.capacity(100_000);
            harness.peer.takeBytes();
        }
        harness.peer.send(WireFrame.of(Opcode.CONTINUATION, "out of order"));
        harness.peer.fin();
        Harness.await(() -> harness.owned.contains("ended CLOSED"));
    }

    @ParameterizedTest(name = "C-065 {0}")
    @EnumSource(EventType.class)
    void aTypedListenerIsCalledForItsEventsOnly(EventType type) throws Exception {
        harness.ws().addListener(type, noting, false);
        everything();
        assertThat(seen).isNotEmpty().containsOnly(type.name());
        if (type == EventType.MESSAGE) {
            assertThat(seen).hasSize(4);
        }
    }

    @ParameterizedTest(name = "C-065 {0}")
    @EnumSource(EventType.class)
    void aListenerForOnceIsCalledOnce(EventType type) throws Exception {
        harness.ws().addListener(type, noting, true);
        everything();
        assertThat(seen).containsExactly(type.name());
    }

    @Test
    void aListenerForOnceMayAddItselfAgain() throws Exception { // C-065
        harness.open()
                .addListener(
                        EventType.MESSAGE,
                        new WebSocketListener() {
                            @Override
                            public void onText(WebSocket ws, String text) {
                                seen.add(text);
                                if (seen.size() < 2) {
                                    ws.addListener(EventType.MESSAGE, this, true);
                                }
                            }
                        },
                        true);
        harness.peer.text("a", "b", "c");
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void theSameListenerIsAddedOnce() throws Exception { // C-065
        harness.open()
                .addListener(noting)
                .addListener(noting)
                .addListener(EventType.MESSAGE, noting, false)
                .addListener(EventType.MESSAGE, noting, true)
                .addListener(EventType.PING, noting, false);
        harness.peer.text("a", "b");
        assertThat(seen).containsExactly("MESSAGE", "MESSAGE", "MESSAGE", "MESSAGE");
    }

    @Test
    void onlyWhatWasAddedTheSameWayIsRemoved() throws Exception { // C-066
        WebSocket ws = harness.open().addListener(noting).addListener(EventType.MESSAGE, noting, false);
        ws.removeListener(EventType.PING, noting).removeListener(new WebSocketListener() {});
        harness.peer.text("a");
        assertThat(seen).containsExactly("MESSAGE", "MESSAGE");

        seen.clear();
        ws.removeListener(noting);
        harness.peer.send(WireFrame.text("b"), WireFrame.of(Opcode.PING, "p"));
        assertThat(seen).containsExactly("MESSAGE");

        seen.clear();
        ws.removeListener(EventType.MESSAGE, noting);
        harness.peer.text("c");
        assertThat(seen).isEmpty();
    }

    @Test
    void handlersAreListenersOfTheirOwn() throws Exception { // C-050 C-064 C-067
        WebSocket ws = harness.ws();
        ws.onOpen(socket -> seen.add("open " + (socket == ws)))
                .onPing((socket, payload) -> seen.add("ping " + StandardCharsets.UTF_8.decode(payload)))
                .onMessage((socket, message) -> seen.add("message " + message.isBinary() + " " + message.text()))
                .onText((socket, text) -> seen.add("text " + text))
                .onText((socket, text) -> seen.add("again " + text))
                .onBinary((socket, data) -> seen.add("binary " + data.remaining()))
                .onPong((socket, payload) -> seen.add("pong " + StandardCharsets.UTF_8.decode(payload)))
                .onError((socket, error) -> seen.add("error " + error.getMessage() + " " + (socket == ws)))
                .onClose((socket, status) -> seen.add("close " + status.code() + " '" + status.reason() + "' "
                        + status.wasClean() + " " + (socket == ws)));
        harness.open();
        harness.peer.send(
                WireFrame.text("t"),
                WireFrame.of(Opcode.BINARY, "b"),
                WireFrame.of(Opcode.PING, "p"),
                WireFrame.of(Opcode.PONG, "q"));
        harness.peer.send(WireFrame.close(3001, "bye"));
        harness.peer.takeBytes();
        harness.peer.fin();
        Harness.await(() -> harness.owned.contains("ended CLOSED"));
        assertThat(seen)
                .containsExactly(
                        "open true",
                        "message false t",
                        "text t",
                        "again t",
                        "message true b",
                        "binary 1",
                        "ping p",
                        "pong q",
                        "close 3001 'bye' true true");
    }

    @Test
    void argumentsCarryWhatEventObjectsDo() throws Exception { // C-050 C-067
        WebSocket ws = harness.ws();
        List<Object> arguments = new ArrayList<>();
        ws.addListener(new WebSocketListener() {
            @Override
            public void onOpen(WebSocket target) {
                arguments.add(target);
            }

            @Override
            public void onText(WebSocket target, String data) {
                arguments.addAll(List.of(target, data));
            }

            @Override
            public void onBinary(WebSocket target, ByteBuffer data) {
                arguments.addAll(List.of(target, data.remaining()));
            }

            @Override
            public void onError(WebSocket target, Throwable error) {
                arguments.addAll(List.of(target, error));
            }

            @Override
            public void onClose(WebSocket target, CloseStatus status) {
                arguments.addAll(List.of(target, status.code(), status.reason(), status.wasClean()));
            }
        });
        harness.open();
        harness.peer.send(WireFrame.text("t"), WireFrame.of(Opcode.BINARY, "b"), WireFrame.of(3, ""));
        harness.peer.fin();
        Harness.await(() -> harness.owned.contains("ended CLOSED"));
        Throwable error = Objects.requireNonNull(ws.closeCause());
        assertThat(error).hasMessage("Invalid WebSocket frame: invalid opcode 3");
        assertThat(arguments).containsExactly(ws, ws, "t", ws, 1, ws, error, ws, 1006, "", false);
    }

    @Test
    void aCloseFrameWithoutCodeIsClean() throws Exception { // C-045 C-067
        List<CloseStatus> statuses = new ArrayList<>();
        harness.open().onClose((ws, status) -> statuses.add(status));
        harness.peer.send(WireFrame.of(Opcode.CLOSE, ""));
        harness.peer.takeBytes();
        harness.peer.fin();
        Harness.await(() -> !statuses.isEmpty());
        assertThat(statuses).containsExactly(new CloseStatus(1005, "", true));
    }

    @Test
    void everyListenerIsToldTheEndEvenWhereLoggingFails() throws Exception {
        WebSocket ws = harness.open();
        ws.onClose((socket, status) -> {
            throw new IllegalStateException("listener");
        });
        ws.onClose((socket, status) -> seen.add("close " + status.code()));
        try (FailingLog log = new FailingLog("dev.ws.connection")) {
            ws.terminate();
            Harness.await(() -> harness.owned.contains("ended CLOSED"));
            assertThat(seen).containsExactly("close 1006");
            assertThat(log.lines()).isEqualTo(1);
        }
    }
}
