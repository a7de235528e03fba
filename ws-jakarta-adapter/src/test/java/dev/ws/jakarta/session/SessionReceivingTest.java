package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import dev.ws.transport.Waiting;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E-043, E-046, E-062, E-063, E-074, E-081, E-105. */
class SessionReceivingTest {
    private static WireFrame binary(String payload) {
        return WireFrame.of(Opcode.BINARY, payload);
    }

    private static WireFrame rest(String payload) {
        return WireFrame.of(Opcode.CONTINUATION, payload);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer).toString();
    }

    private static String read(Reader reader) {
        try {
            StringBuilder all = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                all.append((char) c);
            }
            return all.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(InputStream stream) {
        try {
            return text(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The types of handlers that need no decoder. */
    @SuppressWarnings("ByteBufferBackingArray") // applications read the array, too
    enum Kind {
        STRING {
            @Override
            void add(Session session, RecordingEndpoint to) {
                session.addMessageHandler(new MessageHandler.Whole<String>() {
                    @Override
                    public void onMessage(String message) {
                        to.note(message);
                    }
                });
            }
        },
        STRING_PARTS {
            @Override
            void add(Session session, RecordingEndpoint to) {
                session.addMessageHandler(new MessageHandler.Partial<String>() {
                    @Override
                    public void onMessage(String part, boolean last) {
                        to.note(part + (last ? "." : "+"));
                    }
                });
            }
        },
        READER {
            @Override
            void add(Session session, RecordingEndpoint to) {
                session.addMessageHandler(Reader.class, (MessageHandler.Whole<Reader>) reader -> to.note(read(reader)));
            }
        },
        BUFFER {
            @Override
            void add(Session session, RecordingEndpoint to) {
                session.addMessageHandler(new MessageHandler.Whole<ByteBuffer>() {
                    @Override
                    public void onMessage(ByteBuffer message) {
                        to.note(text(message.array()));
                    }
                });
            }
        },
        BUFFER_PARTS {
            @Override
            void add(Session session, RecordingEndpoint to) {
                session.addMessageHandler(ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>)
                        (part, last) -> to.note(text(part.array()) + (last ? "." : "+")));
            }
        },
        BYTES {
            @Override
            void add(Session session, RecordingEndpoint to) {
                session.addMessageHandler(
                        byte[].class, (MessageHandler.Whole<byte[]>) message -> to.note(text(message)));
            }
        },
        BYTES_PARTS {
            @Override
            void add(Session session, RecordingEndpoint to) {
                session.addMessageHandler(byte[].class, (MessageHandler.Partial<byte[]>)
                        (part, last) -> to.note(text(part) + (last ? "." : "+")));
            }
        },
        STREAM {
            @Override
            void add(Session session, RecordingEndpoint to) {
                session.addMessageHandler(new MessageHandler.Whole<InputStream>() {
                    @Override
                    public void onMessage(InputStream stream) {
                        to.note(read(stream));
                    }
                });
            }
        };

        abstract void add(Session session, RecordingEndpoint to);

        boolean isText() {
            return this == STRING || this == STRING_PARTS || this == READER;
        }

        boolean isParts() {
            return name().endsWith("_PARTS");
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource
    void messagesReachHandlersOfEveryKind(Kind kind) throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open(session -> kind.add(session, harness.endpoint));

            harness.send(
                    kind.isText() ? WireFrame.text("one") : binary("one"),
                    (kind.isText() ? WireFrame.text("t") : binary("t")).more(),
                    rest("wo"),
                    kind.isText() ? binary("other") : WireFrame.text("other"));

            if (kind.isParts()) {
                harness.events("open", "one.", "t+", "wo.");
            } else {
                harness.events("open", "one", "two");
            }
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource
    void thereIsOneHandlerOfAKind(Kind kind) {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open(opened -> {});
            kind.add(session, harness.endpoint);

            assertThatIllegalStateException()
                    .isThrownBy(() -> kind.add(session, harness.endpoint))
                    .withMessage("the session has a handler of " + (kind.isText() ? "text" : "binary")
                            + " messages already");
            assertThat(session.getMessageHandlers()).hasSize(1);

            session.removeMessageHandler(session.getMessageHandlers().iterator().next());
            assertThat(session.getMessageHandlers()).isEmpty();
            kind.add(session, harness.endpoint);
        }
    }

    @Test
    void handlersChangeFromTheNextMessageOn() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            List<MessageHandler> first = new ArrayList<>();
            MessageHandler.Whole<String> second = text -> harness.endpoint.note("second " + text);
            harness.open(session -> {
                MessageHandler.Partial<String> parts = (part, last) -> {
                    harness.endpoint.note("first " + part);
                    if (!last) {
                        session.removeMessageHandler(first.get(0));
                        session.addMessageHandler(String.class, second);
                    }
                };
                first.add(parts);
                session.addMessageHandler(String.class, parts);
            });

            harness.send(WireFrame.text("a").more(), rest("b"), WireFrame.text("c"));

            harness.events("open", "first a", "first b", "second c");
        }
    }

    @Test
    void aMessageThatBeganWithoutAHandlerOfStreamsReachesIt() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();
            harness.send(WireFrame.text("a").more());
            session.addMessageHandler(
                    Reader.class, (MessageHandler.Whole<Reader>) reader -> harness.endpoint.note(read(reader)));
            harness.send(rest("b"));
            harness.events("open", "ab");
        }
    }

    @Test
    void buffersMayBeKept() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            List<ByteBuffer> kept = new ArrayList<>();
            harness.open(session ->
                    session.addMessageHandler(ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) kept::add));

            harness.send(binary("one"), binary("two"));

            assertThat(kept).extracting(buffer -> text(buffer)).containsExactly("one", "two");
        }
    }

    @Test
    void pongsReachTheirHandler() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();
            MessageHandler.Whole<PongMessage> handler =
                    pong -> harness.endpoint.note("pong " + text(pong.getApplicationData()));
            harness.send(WireFrame.of(Opcode.PONG, "none"));
            session.addMessageHandler(PongMessage.class, handler);
            assertThatIllegalStateException()
                    .isThrownBy(() -> session.addMessageHandler(PongMessage.class, handler))
                    .withMessage("the session has a handler of pong messages already");

            harness.send(WireFrame.of(Opcode.PONG, "a"), WireFrame.of(Opcode.PING, "b"));

            harness.events("open", "pong a");
            harness.expect("pong 'b'");
            assertThat(session.getMessageHandlers()).containsExactly(handler);
            session.removeMessageHandler(handler);
            assertThat(session.getMessageHandlers()).isEmpty();
        }
    }

    @Test
    void pongsWaitForAHandlerOfStreamsButNotAnyNumberOfThem() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            CountDownLatch started = new CountDownLatch(1);
            harness.open(session -> {
                session.addMessageHandler(
                        PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> harness.endpoint.note("pong"));
                session.addMessageHandler(Reader.class, (MessageHandler.Whole<Reader>) reader -> {
                    started.countDown();
                    harness.endpoint.note(read(reader));
                });
            });

            harness.send(WireFrame.text("a").more());
            Waiting.await(started);
            WireFrame[] pongs = new WireFrame[100];
            java.util.Arrays.fill(pongs, WireFrame.of(Opcode.PONG, "x"));
            harness.send(pongs);
            assertThat(harness.endpoint.events).containsExactly("open");
            harness.send(rest("b"));

            Waiting.until(() -> harness.endpoint.events.size() == 2 + 16);
            assertThat(harness.endpoint.events).startsWith("open", "ab", "pong").endsWith("pong");
        }
    }

    @Test
    void aHandlerThatDoesNotReadToTheEndHoldsNothingUp() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open(session -> session.addMessageHandler(
                    Reader.class, (MessageHandler.Whole<Reader>) reader -> harness.endpoint.note("called")));

            harness.send(WireFrame.text("a").more(), rest("b".repeat(100_000)), WireFrame.text("c"));

            harness.events("open", "called", "called");
        }
    }

    @Test
    void aConnectionLostInsideAMessageEndsItsHandlerBeforeOnClose() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            CountDownLatch started = new CountDownLatch(1);
            harness.open(session -> session.addMessageHandler(Reader.class, (MessageHandler.Whole<Reader>) reader -> {
                started.countDown();
                try {
                    read(reader);
                } catch (UncheckedIOException lost) {
                    harness.endpoint.note("lost");
                }
            }));

            harness.send(WireFrame.text("a").more());
            Waiting.await(started);
            harness.pair.client().abort();

            Waiting.until(() -> harness.endpoint.events.size() == 3);
            assertThat(harness.endpoint.events).startsWith("open", "lost");
            assertThat(harness.endpoint.events.get(2)).startsWith("close CLOSED_ABNORMALLY");
        }
    }

    @Test
    void errorsOfHandlersGoToOnErrorAndTheSessionStaysOpen() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open(opened -> {
                opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {
                    throw new AssertionError(text);
                });
                opened.addMessageHandler(InputStream.class, (MessageHandler.Whole<InputStream>) stream -> {
                    throw new IllegalStateException("s");
                });
                opened.addMessageHandler(PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> {
                    throw new IllegalStateException("p");
                });
            });

            harness.send(WireFrame.text("t"), WireFrame.of(Opcode.PONG, ""), binary(""));

            harness.events(
                    "open", "error AssertionError t", "error IllegalStateException p", "error IllegalStateException s");
            assertThat(session.isOpen()).isTrue();
            assertThat(harness.frames()).isEmpty();
        }
    }

    @Test
    void aWholeMessageAboveTheBufferSizeIsTooBig() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.limits(new SessionLimits(4, 3, 0, 0));
            JakartaSession session = harness.open(opened -> {
                Kind.STRING.add(opened, harness.endpoint);
                Kind.BYTES.add(opened, harness.endpoint);
            });
            assertThat(session.getMaxTextMessageBufferSize()).isEqualTo(4);
            assertThat(session.getMaxBinaryMessageBufferSize()).isEqualTo(3);

            session.setMaxBinaryMessageBufferSize(5);
            assertThat(session.getMaxBinaryMessageBufferSize()).isEqualTo(5);
            harness.send(WireFrame.text("1234"), binary("12345"), WireFrame.text("12345"));

            Waiting.until(() -> harness.endpoint.events.size() == 5);
            assertThat(harness.endpoint.events.subList(0, 3)).containsExactly("open", "1234", "12345");
            assertThat(harness.endpoint.events.get(3)).startsWith("error MessageTooBigException");
            assertThat(harness.endpoint.events.get(4)).startsWith("close TOO_BIG");
            harness.expect("close 1009 message is too big");
        }
    }

    @Test
    void streamsAndPartsAreNotBuffered() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.limits(new SessionLimits(1, 1, 0, 0));
            harness.open(opened -> {
                Kind.STRING_PARTS.add(opened, harness.endpoint);
                Kind.STREAM.add(opened, harness.endpoint);
            });

            harness.send(WireFrame.text("12345"), binary("12345"));

            harness.events("open", "12345.", "12345");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {String.class, Reader.class, byte[].class, ByteBuffer.class, InputStream.class})
    void aHandlerMayHaveALimitOfItsOwn(Class<?> type) throws Exception {
        boolean text = type == String.class || type == Reader.class;
        try (SessionHarness harness = new SessionHarness()) {
            harness.limits(new SessionLimits(1, 1, 0, 0));
            MessageHandler.Whole<Object> handler = message -> {
                if (message instanceof Reader reader) {
                    read(reader);
                } else if (message instanceof InputStream stream) {
                    read(stream);
                }
                harness.endpoint.note("message");
            };
            harness.open(opened -> ((TypedHandlers) opened).addMessageHandler(type, handler, 4));

            harness.send(text ? WireFrame.text("1234") : binary("1234"));
            harness.events("open", "message");
            harness.send(text ? WireFrame.text("12\u00e4\u00e4") : binary("12345"));

            Waiting.until(() -> harness.endpoint.events.size() == 4);
            assertThat(harness.endpoint.events.get(2)).startsWith("error MessageTooBigException");
            assertThat(harness.endpoint.events.get(3)).startsWith("close TOO_BIG");
            harness.expect("close 1009 message is too big");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {String.class, byte[].class, ByteBuffer.class})
    void aHandlerOfPartsMayHaveALimit(Class<?> type) throws Exception {
        boolean text = type == String.class;
        try (SessionHarness harness = new SessionHarness()) {
            MessageHandler.Partial<Object> handler = (part, last) -> harness.endpoint.note(last ? "last" : "part");
            harness.open(opened -> ((TypedHandlers) opened).addMessageHandler(type, handler, 4));
            WireFrame half = text ? WireFrame.text("12").more() : binary("12").more();

            harness.send(half, rest("34"), half, rest("345"));

            Waiting.until(() -> harness.endpoint.events.size() == 6);
            assertThat(harness.endpoint.events.subList(0, 4)).containsExactly("open", "part", "last", "part");
            assertThat(harness.endpoint.events.get(4))
                    .isEqualTo("error MessageTooBigException message is longer than 4 bytes, the most that its handler"
                            + " takes");
            assertThat(harness.endpoint.events.get(5)).startsWith("close TOO_BIG");
            harness.expect("close 1009 message is too big");
        }
    }

    @Test
    void handlersThatCannotBeAreRefused() {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();
            MessageHandler.Whole<String> lambda = text -> {};
            MessageHandler.Partial<Integer> parts = (part, last) -> {};
            MessageHandler.Whole<Thread> undecoded = thread -> {};
            MessageHandler.Partial<PongMessage> pongs = (part, last) -> {};

            assertThatIllegalArgumentException().isThrownBy(() -> session.addMessageHandler((MessageHandler) lambda));
            assertThatIllegalArgumentException().isThrownBy(() -> session.addMessageHandler(null));
            assertThatIllegalArgumentException().isThrownBy(() -> session.addMessageHandler(null, lambda));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.addMessageHandler(Integer.class, parts))
                    .withMessageContaining("no decoder makes java.lang.Integer of parts of messages");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.addMessageHandler(Thread.class, undecoded))
                    .withMessageContaining("no decoder makes java.lang.Thread of messages");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.addMessageHandler(PongMessage.class, pongs))
                    .withMessageContaining("pongs have no parts");
            assertThat(session.getMessageHandlers()).isEmpty();
            session.removeMessageHandler(lambda);
        }
    }

    @Test
    void aSuspendedSessionReadsNothing() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open(opened -> Kind.STRING.add(opened, harness.endpoint));

            session.suspend(); // E-108
            harness.send(WireFrame.text("a"));
            assertThat(harness.endpoint.events).containsExactly("open");
            session.resume();

            harness.events("open", "a");
        }
    }
}
