package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.HandlerErrors;
import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import dev.ws.transport.Transport;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the application throws reaches its listeners or the log, once, with path and id; what peers do reaches neither. */
@Timeout(60)
class SeenFailuresTest {
    private static final String NOBODY = "a handler of % threw, and no listener takes errors (onError)";
    private static final String LATER = "a handler of % threw after its first error or its end";

    private final Harness harness = new Harness();
    private CollectedLog log = new CollectedLog("dev.ws.connection");

    @BeforeEach
    void nobodyIsTold() {
        harness.ws().removeListener(harness.events);
    }

    @AfterEach
    void end() {
        log.close();
        harness.close();
    }

    private void everything() {
        log.close();
        log = new CollectedLog("dev.ws.connection", Level.FINE);
    }

    /** Waits for a line and takes it. */
    private LogRecord line(Level level, String text) throws InterruptedException {
        Harness.await(() -> !log.records().isEmpty());
        assertThat(log.records()).hasSize(1);
        LogRecord line = log.records().get(0);
        assertThat(line.getMessage())
                .isEqualTo(text.replace("%", "connection " + harness.ws().id() + " at /"));
        assertThat(line.getLevel()).isEqualTo(level);
        return line;
    }

    private void ends() throws InterruptedException {
        harness.ws().terminate();
        Harness.await(() -> harness.owned.contains("ended CLOSED"));
    }

    /** A place for application code to throw. */
    interface Place {
        void prepare(Harness harness, RuntimeException thrown) throws Exception;
    }

    static Stream<Arguments> places() {
        return Stream.of(
                place("onOpen", NOBODY, (harness, thrown) -> {
                    harness.ws().addListener(new WebSocketListener() {
                        @Override
                        public void onOpen(WebSocket ws) {
                            throw thrown;
                        }
                    });
                    harness.start();
                }),
                place(
                        "the owner",
                        NOBODY,
                        (harness, thrown) -> harness.openingThrows(thrown).start()),
                place(
                        "the owner's stage",
                        NOBODY,
                        (harness, thrown) -> harness.opening(CompletableFuture.failedFuture(thrown))
                                .start()),
                place(
                        "the owner's dependent stage",
                        NOBODY,
                        (harness, thrown) -> harness.opening(
                                        CompletableFuture.failedFuture(new CompletionException(thrown)))
                                .start()),
                place("a sink of parts", NOBODY, (harness, thrown) -> {
                    harness.start().textParts((part, last) -> {
                        throw thrown;
                    });
                    harness.peer.text("x");
                }),
                place("a stream", NOBODY, (harness, thrown) -> {
                    harness.start().textStream(Runnable::run, (ws, reader) -> {
                        throw thrown;
                    });
                    harness.peer.text("x");
                }),
                place("onPing", NOBODY, (harness, thrown) -> {
                    harness.start().onPing((ws, payload) -> {
                        throw thrown;
                    });
                    harness.peer.send(WireFrame.of(Opcode.PING, ""));
                }),
                place("onPong", NOBODY, (harness, thrown) -> {
                    harness.start().onPong((ws, payload) -> {
                        throw thrown;
                    });
                    harness.peer.send(WireFrame.of(Opcode.PONG, ""));
                }),
                place("onClosing", "a listener of % threw in onClosing", (harness, thrown) -> {
                    harness.ws().addListener(new WebSocketListener() {
                        @Override
                        public void onClosing(WebSocket ws, CloseStatus status) {
                            throw thrown;
                        }
                    });
                    harness.start();
                    harness.peer.send(WireFrame.close(1000, ""));
                }),
                place("onClose", "a listener of % threw in onClose", (harness, thrown) -> {
                    harness.ws().onClose((ws, status) -> {
                        throw thrown;
                    });
                    harness.start().terminate();
                }),
                place(
                        "a send callback",
                        "a send callback of % threw; the message itself is not affected",
                        (harness, thrown) -> harness.start().send(Message.text("x"), SendOptions.DEFAULT, failure -> {
                            throw thrown;
                        })));
    }

    private static Arguments place(String name, String line, Place place) {
        return Arguments.of(name, line, place);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void whatNobodyIsToldOfIsLoggedOnce(String name, String line, Place place) throws Exception {
        RuntimeException thrown = new IllegalStateException("secret");
        place.prepare(harness, thrown);
        assertThat(line(Level.WARNING, line).getThrown()).isSameAs(thrown);
        ends();
        assertThat(log.records()).hasSize(1);
    }

    @Test
    void aListenerThatFailsInOnErrorIsLoggedWithBothTraces() throws Exception {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        harness.ws().onText((ws, text) -> {
            throw first;
        });
        harness.ws().onError((ws, error) -> {
            throw second;
        });
        harness.start();
        harness.peer.text("x");
        Throwable logged =
                line(Level.WARNING, "a listener of % threw in onError").getThrown();
        assertThat(logged).hasCause(second).hasSuppressedException(first);
    }

    @Test
    void aListenerThatThrowsWhatItIsToldIsLoggedWithThat() throws Exception {
        IllegalStateException first = new IllegalStateException("first");
        harness.ws().onText((ws, text) -> {
            throw first;
        });
        harness.ws().onError((ws, error) -> {
            throw first;
        });
        harness.start();
        harness.peer.text("x");
        assertThat(line(Level.WARNING, "a listener of % threw in onError").getThrown())
                .isSameAs(first);
    }

    @Test
    void whatListenersAreToldOfIsNotLogged() throws Exception {
        harness.ws().addListener(harness.events).onText((ws, text) -> {
            throw new IllegalStateException("told");
        });
        harness.start();
        harness.peer.text("x");
        harness.events.expect("open", "text 'x'", "error IllegalStateException: told");
        ends();
        harness.events.expect("close 1006  unclean");
        assertThat(log.records()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(HandlerErrors.class)
    void aSecondFailureIsToldOrLogged(HandlerErrors errors) throws Exception {
        IllegalStateException second = new IllegalStateException("second");
        Harness other = new Harness().options(options -> options.handlerErrors(errors));
        other.events.when("text 'x'", ws -> {
            throw new IllegalStateException("first");
        });
        other.events.when("ping ''", ws -> {
            throw second;
        });
        other.open();
        other.peer.send(WireFrame.text("x"), WireFrame.of(Opcode.PING, ""));
        other.events.expect("text 'x'", "error IllegalStateException: first", "ping ''");
        if (errors == HandlerErrors.REPORT) {
            other.events.expect("error IllegalStateException: second");
            assertThat(log.records()).isEmpty();
        } else {
            assertThat(log.records())
                    .singleElement()
                    .satisfies(record -> assertThat(record.getThrown()).isSameAs(second));
        }
        other.ws().terminate();
        other.events.expect("close 1006  unclean");
        other.close();
    }

    @Test
    void aStreamHandlerThatFailsAfterTheEndIsLogged() throws Exception {
        IllegalStateException thrown = new IllegalStateException("secret");
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        harness.start().binaryStream(null, (ws, stream) -> {
            begun.countDown();
            goOn.await();
            throw thrown;
        });
        harness.peer.send(WireFrame.of(Opcode.BINARY, "x").more());
        begun.await();
        ends();
        goOn.countDown();
        assertThat(line(Level.WARNING, LATER).getThrown()).isSameAs(thrown);
    }

    @Test
    void anOpeningThatFailsAfterTheEndIsLogged() throws Exception {
        CompletableFuture<Void> opening = new CompletableFuture<>();
        harness.opening(opening).start();
        ends();
        IllegalStateException thrown = new IllegalStateException("secret");
        opening.completeExceptionally(thrown);
        assertThat(line(Level.WARNING, LATER).getThrown()).isSameAs(thrown);
    }

    @Test
    void aStreamHandlerThatThrowsTheEndItselfIsForDebugOnly() throws Exception {
        everything();
        CountDownLatch begun = new CountDownLatch(1);
        harness.start().binaryStream(null, (ws, stream) -> {
            begun.countDown();
            stream.readAllBytes();
        });
        harness.peer.send(WireFrame.of(Opcode.BINARY, "x").more());
        begun.await();
        ends();
        assertThat(line(Level.FINE, LATER).getThrown()).hasMessage("the connection ended inside the message");
    }

    @Test
    void aHandlerThatCannotSendBecauseThePeerLeftIsForDebugOnly() throws Exception {
        everything();
        harness.ws().addListener(new WebSocketListener() {
            @Override
            public void onText(WebSocket ws, String text) throws IOException {
                ws.close();
                ws.openText().close();
            }
        });
        harness.start();
        harness.peer.text("x");
        line(Level.FINE, NOBODY);
    }

    @Test
    void whatAPeerDoesWrongIsForDebugOnly() throws Exception {
        everything();
        harness.start();
        harness.peer.send(WireFrame.of(3, ""));
        line(Level.FINE, "% failed");
        assertThat(harness.ws().closeCause()).hasMessageContaining("opcode 3");
    }

    @Test
    void aCutIsForDebugOnly() throws Exception {
        everything();
        Harness other = new Harness().options(options -> options.heartbeat(Duration.ofMillis(1)));
        other.open();
        other.events.expect("error ConnectionCutException: no answer to a ping within 1 ms", "close 1006  unclean");
        assertThat(log.records()).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.FINE);
            assertThat(record.getThrown()).isInstanceOf(IOException.class);
        });
        other.close();
    }

    @Test
    void aTransportCanNameItsConnection() {
        List<Object> told = new ArrayList<>();
        Transport transport = (Transport) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Transport.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("start")) {
                        told.add(arguments[0]);
                    }
                    Class<?> result = method.getReturnType();
                    return result == int.class ? (Object) 0 : result == boolean.class ? false : null;
                });
        harness.ws().start(transport);
        assertThat(told)
                .singleElement()
                .hasToString("connection " + harness.ws().id() + " at /");
        harness.ws().terminate();
    }

    /** An owner that tells somebody. */
    @Test
    void whatTheOwnerToldIsNotLogged() throws Exception {
        harness.ownerTells(true)
                .openingThrows(new IllegalStateException("told"))
                .start();
        harness.peer.expect("close 1011 ");
        assertThat(harness.owned).containsExactly("opened", "told told");
        ends();
        assertThat(log.records()).isEmpty();
    }
}
