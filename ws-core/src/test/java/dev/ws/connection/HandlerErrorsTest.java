package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.EventType;
import dev.ws.HandlerErrors;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class HandlerErrorsTest {
    private final Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    /** Ways to take messages; only the last two are told of errors. */
    static Stream<Arguments> listeners() {
        WebSocketListener silent = new WebSocketListener() {
            @Override
            public void onMessage(WebSocket ws, Message message) throws Exception {
                throw new Exception("secret");
            }
        };
        WebSocketListener talking = new WebSocketListener() {
            @Override
            public void onMessage(WebSocket ws, Message message) throws Exception {
                throw new Exception("secret");
            }

            @Override
            public void onError(WebSocket ws, Throwable error) {}
        };
        Consumer<WebSocket> shortForm = ws -> ws.onText((socket, text) -> {
            throw new IllegalStateException("secret");
        });
        return Stream.of(
                Arguments.of("a listener", (Consumer<WebSocket>) ws -> ws.addListener(silent), 1),
                Arguments.of("a short form", shortForm, 1),
                Arguments.of(
                        "a typed listener",
                        (Consumer<WebSocket>) ws -> ws.addListener(EventType.MESSAGE, talking, false),
                        1),
                Arguments.of("onError", shortForm.andThen(ws -> ws.onError((socket, error) -> {})), 0),
                Arguments.of("a listener with onError", (Consumer<WebSocket>) ws -> ws.addListener(talking), 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("listeners")
    void anExceptionThatNobodyIsToldOfIsLoggedOnce(String name, Consumer<WebSocket> add, int lines) throws Exception {
        WebSocket ws = harness.open().removeListener(harness.events);
        add.accept(ws);
        List<LogRecord> logged;
        try (CollectedLog log = new CollectedLog("dev.ws.connection")) {
            harness.peer.text("x", "not delivered");
            harness.peer.expect("close 1011 ");
            logged = log.records();
        }
        assertThat(logged).hasSize(lines).allSatisfy(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage())
                    .isEqualTo("a handler of connection " + ws.id()
                            + " at / threw, and no listener takes errors (onError)");
            assertThat(record.getThrown()).hasMessage("secret");
        });
    }

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of("text 'x'", WireFrame.text("x")),
                Arguments.of("binary 'x'", WireFrame.of(Opcode.BINARY, "x")),
                Arguments.of("ping 'x'", WireFrame.of(Opcode.PING, "x")),
                Arguments.of("pong 'x'", WireFrame.of(Opcode.PONG, "x")));
    }

    @ParameterizedTest(name = "A-024 {0}")
    @MethodSource("events")
    void anExceptionClosesWith1011AndSaysNothingToThePeer(String event, WireFrame frame) throws Exception {
        harness.options(options -> options.autoPong(false));
        harness.events.when(event, ws -> {
            throw new Exception("secret");
        });
        WebSocketConnection ws = harness.open();
        harness.peer.send(frame, WireFrame.text("not delivered"));
        harness.events.expect(event, "error Exception: secret");
        harness.peer.expect("close 1011 ");
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        assertThat(ws.closeCause()).hasMessage("secret");
        harness.peer.send(WireFrame.text("neither"), WireFrame.close(1011, ""));
        harness.peer.fin();
        harness.events.expect("close 1011  clean");
        harness.gone();
    }

    @ParameterizedTest(name = "A-024 {0}")
    @MethodSource("events")
    void reportGoesOn(String event, WireFrame frame) throws Exception {
        harness.options(options -> options.autoPong(false).handlerErrors(HandlerErrors.REPORT));
        harness.events.when(event, ws -> {
            throw new IllegalStateException("once");
        });
        WebSocketConnection ws = harness.open();
        harness.peer.send(frame, WireFrame.text("next"), frame);
        harness.events.expect(
                event, "error IllegalStateException: once", "text 'next'", event, "error IllegalStateException: once");
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
        assertThat(harness.peer.frames()).isEmpty();
    }

    @Test
    void exceptionsOfOnOpenAreHandledTheSameWay() throws Exception {
        harness.events.when("open", ws -> {
            throw new IllegalStateException("open");
        });
        harness.start();
        harness.events.expect("open", "error IllegalStateException: open");
        harness.peer.expect("close 1011 ");
        harness.ws().terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void exceptionsOfOnDrainAreHandledTheSameWay() throws Exception {
        harness.options(options -> options.highWaterBytes(10))
                .executor(Runnable::run)
                .end
                .capacity(0);
        harness.events.when("drain", ws -> {
            throw new IllegalStateException("drain");
        });
        harness.open().send("more than ten bytes");
        harness.end.capacity(1_000);
        harness.events.expect("drain", "error IllegalStateException: drain");
        harness.peer.expect("text 'more than ten bytes'", "close 1011 ");
        harness.ws().terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void errorsOfTheJvmAreHandledTheSameWay() throws Exception {
        harness.events.when("text 'a'", ws -> {
            throw new AssertionError("broken");
        });
        harness.open();
        harness.peer.text("a");
        harness.events.expect("text 'a'", "error AssertionError: broken");
        harness.peer.expect("close 1011 ");
        harness.ws().terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void anInterruptionIsNotSwallowed() throws Exception {
        harness.events.when("text 'a'", ws -> {
            throw new InterruptedException("stop");
        });
        harness.open();
        harness.peer.text("a");
        assertThat(Thread.interrupted()).isTrue();
        harness.events.expect("text 'a'", "error InterruptedException: stop");
        harness.peer.expect("close 1011 ");
        harness.ws().terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void thereIsOneErrorEventOnly() throws Exception { // C-046
        harness.events.when("text 'a'", ws -> {
            throw new IllegalStateException("first");
        });
        harness.events.when("ping 'p'", ws -> {
            throw new IllegalStateException("second");
        });
        harness.open();
        harness.peer.send(WireFrame.text("a"), WireFrame.of(Opcode.PING, "p"), WireFrame.of(3, ""));
        harness.events.expect("text 'a'", "error IllegalStateException: first", "ping 'p'");
        harness.peer.fin();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void whatOnErrorAndOnCloseThrowDisturbsNobody() throws Exception {
        List<String> seen = new ArrayList<>();
        WebSocketConnection ws = harness.ws();
        ws.addListener(new WebSocketListener() {
            @Override
            public void onText(WebSocket socket, String text) {
                throw new IllegalStateException("text");
            }

            @Override
            public void onError(WebSocket socket, Throwable error) {
                throw new IllegalStateException("error");
            }

            @Override
            public void onClose(WebSocket socket, CloseStatus status) {
                throw new IllegalStateException("close");
            }
        });
        ws.addListener(new WebSocketListener() {
            @Override
            public void onError(WebSocket socket, Throwable error) {
                seen.add("error " + error.getMessage());
            }

            @Override
            public void onClose(WebSocket socket, CloseStatus status) {
                seen.add("close");
            }
        });
        harness.open();
        harness.peer.text("a");
        harness.peer.fin();
        harness.events.expect("text 'a'", "error IllegalStateException: text", "close 1006  unclean");
        harness.gone();
        assertThat(seen).containsExactly("error text", "close");
    }

    @Test
    void aSinkThatThrowsIsAHandler() throws Exception {
        harness.options(options -> options.handlerErrors(HandlerErrors.REPORT));
        harness.open().textParts((part, last) -> {
            throw new IllegalStateException(part + last);
        });
        harness.peer.send(WireFrame.text("a").more(), WireFrame.of(Opcode.CONTINUATION, "b"));
        harness.events.expect("error IllegalStateException: afalse", "error IllegalStateException: btrue");
    }

    @Test
    void aRefusedStreamHoldsNothing() throws Exception {
        harness.options(options -> options.handlerErrors(HandlerErrors.REPORT));
        harness.open()
                .binaryStream(
                        task -> {
                            throw new java.util.concurrent.RejectedExecutionException("full");
                        },
                        (ws, stream) -> {});
        harness.peer.send(WireFrame.of(Opcode.BINARY, "a").more(), WireFrame.of(Opcode.CONTINUATION, "b"));
        harness.peer.text("next");
        harness.events.expect("error RejectedExecutionException: full", "text 'next'");
    }
}
