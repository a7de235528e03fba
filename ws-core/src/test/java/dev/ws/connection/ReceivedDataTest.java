package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ws.BinaryType;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was received stays as it was received, however much comes in after it; or says that it was borrowed. */
@Timeout(60)
class ReceivedDataTest {
    private final Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    private WebSocket open() throws Exception {
        return harness.open().removeListener(harness.events);
    }

    /** A way to receive: keeps what comes, to be looked at later. */
    record Way(String name, int opcode, BiConsumer<WebSocket, List<Supplier<String>>> receive) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    @SuppressWarnings("ByteBufferBackingArray") // the promise of BinaryType.ARRAY
    static Stream<Way> ways() {
        return Stream.of(
                new Way("text message", Opcode.TEXT, (ws, kept) -> ws.onMessage((w, m) -> kept.add(m::text))),
                new Way(
                        "bytes of a text",
                        Opcode.TEXT,
                        (ws, kept) -> ws.onMessage((w, m) -> {
                            ByteBuffer bytes = m.buffer();
                            kept.add(() -> text(bytes));
                        })),
                new Way(
                        "binary message",
                        Opcode.BINARY,
                        (ws, kept) ->
                                ws.onMessage((w, m) -> kept.add(() -> new String(m.bytes(), StandardCharsets.UTF_8)))),
                new Way("buffer", Opcode.BINARY, (ws, kept) -> ws.onBinary((w, data) -> kept.add(() -> text(data)))),
                new Way(
                        "array",
                        Opcode.BINARY,
                        (ws, kept) -> ws.binaryType(BinaryType.ARRAY)
                                .onBinary(
                                        (w, data) -> kept.add(() -> new String(data.array(), StandardCharsets.UTF_8)))),
                new Way(
                        "part",
                        Opcode.BINARY,
                        (ws, kept) -> ws.binaryParts((part, last) -> kept.add(() -> text(part)))),
                new Way(
                        "fragments",
                        Opcode.BINARY,
                        (ws, kept) -> ws.binaryFragments((w, list) -> kept.add(() -> text(list.get(0))))),
                new Way("ping", Opcode.PING, (ws, kept) -> ws.onPing((w, data) -> kept.add(() -> text(data)))),
                new Way("pong", Opcode.PONG, (ws, kept) -> ws.onPong((w, data) -> kept.add(() -> text(data)))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatWasReceivedStays(Way way) throws Exception {
        List<Supplier<String>> kept = new ArrayList<>();
        way.receive().accept(open(), kept);

        for (int i = 0; i < 20; i++) {
            harness.peer.send(WireFrame.of(way.opcode(), "message " + i));
        }

        assertThat(kept).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(kept.get(i).get()).isEqualTo("message " + i);
        }
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 1, 125, 8_000, 16_384, 40_000, 65_536, 65_600, 300_000})
    void messagesOfAnySizeStay(int size) throws Exception {
        List<Message> kept = new ArrayList<>();
        open().onMessage((ws, message) -> kept.add(message));

        for (char c = 'a'; c < 'g'; c++) {
            byte[] payload = new byte[size];
            Arrays.fill(payload, (byte) c);
            harness.peer.send(WireFrame.of(Opcode.BINARY, payload));
            byte[] half = Arrays.copyOf(payload, size / 2);
            byte[] rest = Arrays.copyOfRange(payload, size / 2, size);
            harness.peer.send(WireFrame.of(Opcode.TEXT, half).more(), WireFrame.of(Opcode.CONTINUATION, rest));
        }

        assertThat(kept).hasSize(12);
        for (int i = 0; i < kept.size(); i++) {
            byte[] expected = new byte[size];
            Arrays.fill(expected, (byte) ('a' + i / 2));
            assertThat(kept.get(i).bytes()).isEqualTo(expected);
        }
    }

    @Test
    void eachListenerHasABufferOfItsOwn() throws Exception {
        List<ByteBuffer> kept = new ArrayList<>();
        open().onBinary((ws, data) -> {
                    data.get();
                    kept.add(data);
                })
                .onBinary((ws, data) -> {
                    data.get();
                    data.get();
                    kept.add(data);
                });

        harness.peer.send(WireFrame.of(Opcode.BINARY, "abc"));

        assertThat(kept).extracting(ReceivedDataTest::text).containsExactly("bc", "c");
    }

    @Test
    void aBorrowedMessageSaysSoAfterItsCallback() throws Exception {
        harness.options(options -> options.borrowMessages(true));
        List<Message> kept = new ArrayList<>();
        List<Message> copies = new ArrayList<>();
        open().onMessage((ws, message) -> {
            assertThat(message.isBorrowed()).isTrue();
            assertThat(message.text()).startsWith("message ");
            kept.add(message);
            kept.add(message.withBinary(!message.isBinary()));
            copies.add(message.keep());
        });

        harness.peer.text("message 1", "message 2");
        harness.peer.send(WireFrame.text("mess").more(), WireFrame.of(Opcode.CONTINUATION, "age 3"));

        assertThat(copies).extracting(Message::text).containsExactly("message 1", "message 2", "message 3");
        assertThat(kept).hasSize(6).allSatisfy(message -> {
            assertThatIllegalStateException().isThrownBy(message::buffer).withMessageContaining("copy()");
            assertThatIllegalStateException().isThrownBy(message::bytes);
            assertThatIllegalStateException().isThrownBy(message::copy);
            assertThat(message).hasToString((message.isBinary() ? "binary" : "text") + " message, over");
        });
        assertThatIllegalStateException().isThrownBy(kept.get(1)::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"buffer", "part", "ping", "pong"})
    void aBorrowedBufferIsEmptyAfterItsCallback(String name) throws Exception {
        harness.options(options -> options.borrowMessages(true));
        Way way = ways().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
        List<Supplier<String>> kept = new ArrayList<>();
        way.receive().accept(open(), kept);

        harness.peer.send(WireFrame.of(way.opcode(), "message"));

        assertThat(kept).hasSize(1);
        assertThat(kept.get(0).get()).isEmpty();
    }
}
