package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.CloseCode;
import dev.ws.frame.WireFrame;
import dev.ws.jakarta.coder.ConnectionCoders;
import dev.ws.transport.Waiting;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is logged of a session, how loud, and whether one sees of which. */
class SessionLogTest {
    private CollectedLog log; // the test's thread

    @BeforeEach
    void collect() {
        log = new CollectedLog();
    }

    @AfterEach
    void release() {
        log.close();
    }

    /** Has nothing that takes errors. */
    private static class Deaf extends Endpoint {
        private final Acting acting;
        private final CountDownLatch closed = new CountDownLatch(1);

        Deaf(Acting acting) {
            this.acting = acting;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(
                    ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) data -> this.<RuntimeException>act(session));
        }

        // As methods of annotated endpoints do, it throws whatever it likes.
        @SuppressWarnings("unchecked")
        private <E extends Exception> void act(Session session) throws E {
            try {
                acting.act(session);
            } catch (Exception e) {
                throw (E) e;
            }
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            closed.countDown();
        }
    }

    private interface Acting {
        void act(Session session) throws Exception;
    }

    /** What a peer does to an endpoint that minds its own business. */
    private interface Peer {
        void act(SessionHarness harness) throws Exception;
    }

    static Stream<Arguments> peers() {
        Acting nothing = session -> {};
        Peer asks = harness -> harness.send(WireFrame.of(2, "x"));
        return Stream.of(
                arguments("unknown opcode", nothing, (Peer) harness -> harness.send(WireFrame.of(3, ""))),
                arguments("bad UTF-8", nothing, (Peer)
                        harness -> harness.send(WireFrame.of(1, new byte[] {(byte) 0xff}))),
                arguments(
                        "leaves while it is answered",
                        (Acting) session -> {
                            ((JakartaSession) session).webSocket().terminate();
                            session.getBasicRemote().sendText("a");
                        },
                        asks),
                arguments(
                        "takes nothing",
                        (Acting) session -> session.getBasicRemote().sendBinary(ByteBuffer.allocate(1 << 20)),
                        (Peer) harness -> {
                            harness.pair.server().capacity(0);
                            asks.act(harness);
                        }),
                arguments(
                        "takes nothing of what must not wait",
                        (Acting) session -> {
                            var unused = session.getAsyncRemote().sendBinary(ByteBuffer.allocate(10));
                            session.getAsyncRemote()
                                    .sendBinary(ByteBuffer.allocate(10))
                                    .get();
                        },
                        (Peer) harness -> {
                            harness.pair.server().capacity(0);
                            asks.act(harness);
                            harness.pair.client().abort();
                        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("peers")
    void whatAPeerBringsAboutIsForDebug(String name, Acting acting, Peer peer) throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            Deaf endpoint = new Deaf(acting);
            JakartaSession session = harness.told(endpoint)
                    .limits(new SessionLimits(
                            1 << 20,
                            1 << 20,
                            0,
                            0,
                            new OutboundPolicy(OutboundPolicy.Action.DROP, 10),
                            CloseCode.NO_STATUS))
                    .options(options -> options.sendTimeout(java.time.Duration.ofMillis(1)))
                    .open();

            peer.act(harness);
            Waiting.await(endpoint.closed);

            assertThat(log.records()).isNotEmpty().allSatisfy(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.FINE);
                assertNames(line, session);
            });
        }
    }

    @Test
    void aMessageThatBreaksOffIsForDebug() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            CountDownLatch reading = new CountDownLatch(1);
            Deaf endpoint = new Deaf(session -> {}) {
                @Override
                public void onOpen(Session session, EndpointConfig config) {
                    session.addMessageHandler(InputStream.class, (MessageHandler.Whole<InputStream>) stream -> {
                        reading.countDown();
                        readAll(stream);
                    });
                }
            };
            JakartaSession session = harness.told(endpoint).open();
            harness.send(WireFrame.of(2, "begun").more());
            Waiting.await(reading);

            harness.pair.client().abort();

            Waiting.await(endpoint.closed);
            Waiting.until(() -> !log.records().isEmpty());
            assertThat(log.records()).allSatisfy(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.FINE);
                assertNames(line, session);
            });
        }
    }

    private static void readAll(InputStream stream) {
        try {
            stream.readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertNames(LogRecord line, JakartaSession session) {
        assertThat(line.getMessage())
                .contains("session " + session.getId() + " (connection "
                        + session.webSocket().id() + ") at /a/c");
    }

    private LogRecord onlyWarning() {
        Waiting.until(() -> !log.records().isEmpty());
        assertThat(log.records()).hasSize(1);
        LogRecord line = log.records().get(0);
        assertThat(line.getLevel()).isEqualTo(Level.WARNING);
        return line;
    }

    @Test
    void whatTheApplicationThrowsIsAWarningThatNamesItsClass() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            IllegalStateException bug = new IllegalStateException("bug");
            JakartaSession session = harness.told(new Deaf(any -> {
                        throw bug;
                    }))
                    .open();

            harness.send(WireFrame.of(2, ""));

            assertNames(onlyWarning(), session);
            assertThat(onlyWarning().getMessage()).contains(Deaf.class.getName());
            assertThat(onlyWarning().getThrown()).isSameAs(bug);
        }
    }

    @Test
    void anOnErrorThatThrowsIsAWarningWithBothErrors() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            IllegalStateException bug = new IllegalStateException("bug");
            harness.endpoint.whenFailed(session -> {
                throw new IllegalArgumentException("again");
            });
            JakartaSession session = harness.open(
                    opened -> opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {
                        throw bug;
                    }));

            harness.send(WireFrame.text("a"));

            assertNames(onlyWarning(), session);
            assertThat(onlyWarning().getMessage()).contains(RecordingEndpoint.class.getName());
            assertThat(onlyWarning().getThrown()).hasMessage("again").hasSuppressedException(bug);
        }
    }

    @Test
    void anOnErrorThatThrowsWhatThePeerDidIsForDebug() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            Endpoint rethrowing = new Endpoint() {
                @Override
                public void onOpen(Session session, EndpointConfig config) {}

                @Override
                public void onError(Session session, Throwable thrown) {
                    throw new IllegalStateException(thrown);
                }
            };
            JakartaSession session = harness.told(rethrowing).open();

            harness.send(WireFrame.of(3, ""));

            harness.closed();
            assertThat(log.records()).isNotEmpty().allSatisfy(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.FINE);
                assertNames(line, session);
            });
        }
    }

    @Test
    void aSendHandlerThatThrowsIsAWarning() {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();

            session.getAsyncRemote().sendText("a", result -> {
                throw new IllegalStateException("bug");
            });

            assertNames(onlyWarning(), session);
        }
    }

    @Test
    void aCoderThatCannotBeDestroyedIsAWarning() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            ConnectionCoders coders = Beans.undestroyable();
            JakartaSession session = harness.coders(coders).open();
            EncodedMessage.of(new Beans.Note("a"), coders);

            session.close();

            assertNames(onlyWarning(), session);
        }
    }
}
