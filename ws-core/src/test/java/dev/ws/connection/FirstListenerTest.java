package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.EventType;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that arrive before anybody listens are given to the first who does. */
@Timeout(60)
class FirstListenerTest {
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
    private Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    private WebSocket open(Role role) {
        harness.close();
        harness = new Harness(role);
        WebSocket ws = harness.ws();
        ws.removeListener(harness.events);
        harness.start();
        return ws;
    }

    private void send(int opcode, String payload) throws IOException {
        harness.peer.send(WireFrame.of(opcode, payload.getBytes(StandardCharsets.UTF_8)));
    }

    private void expect(String... expected) throws InterruptedException {
        Harness.await(() -> heard.size() >= expected.length);
        assertThat(heard).containsExactly(expected);
    }

    static Stream<Arguments> ways() {
        BiConsumer<WebSocket, List<String>> text = (ws, to) -> ws.onText((w, told) -> to.add(told));
        BiConsumer<WebSocket, List<String>> message = (ws, to) -> ws.onMessage((w, told) -> to.add(told.text()));
        BiConsumer<WebSocket, List<String>> once = (ws, to) -> ws.addListener(
                EventType.MESSAGE,
                new WebSocketListener() {
                    @Override
                    public void onText(WebSocket w, String told) {
                        to.add(told);
                    }
                },
                false);
        BiConsumer<WebSocket, List<String>> parts = (ws, to) -> ws.textParts((part, last) -> to.add(part));
        BiConsumer<WebSocket, List<String>> stream = (ws, to) -> ws.textStream(null, (w, reader) -> {
            StringBuilder all = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                all.append((char) c);
            }
            to.add(all.toString());
        });
        return Stream.of(Role.values())
                .flatMap(role -> Stream.of(
                        Arguments.of("onText", role, text),
                        Arguments.of("onMessage", role, message),
                        Arguments.of("addListener", role, once),
                        Arguments.of("textParts", role, parts),
                        Arguments.of("textStream", role, stream)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("ways")
    void whoeverComesFirstGetsWhatCameBefore(String name, Role role, BiConsumer<WebSocket, List<String>> listen)
            throws Exception {
        WebSocket ws = open(role);
        for (int i = 0; i < 5; i++) {
            send(Opcode.TEXT, "early " + i);
        }
        send(Opcode.PING, "x");
        harness.peer.expect("pong 'x'");

        listen.accept(ws, heard);
        send(Opcode.TEXT, "late");

        expect("early 0", "early 1", "early 2", "early 3", "early 4", "late");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aListenerForAnotherKindDoesNotTakeThem(Role role) throws Exception {
        WebSocket ws = open(role);
        send(Opcode.BINARY, "early");
        ws.onText((w, text) -> heard.add("text " + text));
        send(Opcode.TEXT, "now");
        expect("text now");

        ws.onBinary((w, data) -> heard.add("binary " + StandardCharsets.UTF_8.decode(data)));
        expect("text now", "binary early");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aLargeMessageStopsTheReadingUntilSomebodyListens(Role role) throws Exception {
        WebSocket ws = open(role);
        byte[] large = new byte[300_000];
        Arrays.fill(large, (byte) 'a');
        harness.peer.send(WireFrame.of(Opcode.BINARY, large));
        send(Opcode.PING, "behind");
        assertThat(harness.peer.frames()).isEmpty();

        ws.onBinary((w, data) -> heard.add(data.remaining() + " bytes"));

        expect("300000 bytes");
        harness.peer.expect("pong 'behind'");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aLimitHoldsForWhatWasKept(Role role) throws Exception {
        WebSocket ws = open(role);
        send(Opcode.TEXT, "123456");

        ws.maxTextMessage(5).onError((w, error) -> heard.add(error.getMessage()));
        ws.onText((w, text) -> heard.add(text));

        expect("Max payload size exceeded");
        assertThat(ws.readyState()).isNotEqualTo(ReadyState.OPEN);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPauseKeepsThemBack(Role role) throws Exception {
        WebSocket ws = open(role);
        send(Opcode.TEXT, "a");
        send(Opcode.TEXT, "b");

        ws.onText((w, text) -> {
            heard.add(text);
            w.pause();
        });
        expect("a");
        ws.resume();

        expect("a", "b");
    }

    @Test
    void aClientThatWasHandedOutJustNowGetsThemAlthoughThePeerIsGone() throws Exception {
        WebSocket ws = open(Role.CLIENT);
        send(Opcode.TEXT, "farewell");
        harness.peer.send(WireFrame.close(1000, "done"));
        harness.peer.fin();
        Harness.await(() -> ws.readyState() != ReadyState.OPEN);

        ws.onClose((w, status) -> heard.add("close " + status.code()));
        ws.onText((w, text) -> heard.add(text));

        expect("farewell", "close 1000");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void theEndIsToldAtOnceToWhomWaitsForNothingElse(Role role) throws Exception {
        WebSocket ws = open(role);
        ws.onClose((w, status) -> heard.add("close " + status.code()));
        send(Opcode.TEXT, "nobody reads this");
        harness.peer.send(WireFrame.close(1000, "done"));
        harness.peer.fin();

        expect("close 1000");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whoEndsTheConnectionWaitsForNothing(Role role) throws Exception {
        WebSocket ws = open(role);
        send(Opcode.TEXT, "nobody reads this");
        ws.terminate();

        Harness.await(() -> harness.owned.contains("ended CLOSED"));
    }

    @Test
    void closingAfterThePeerIsGoneWaitsForNothing() throws Exception {
        WebSocket ws = open(Role.CLIENT);
        send(Opcode.TEXT, "nobody reads this");
        harness.peer.fin();
        Harness.await(() -> ws.readyState() == ReadyState.CLOSING);

        ws.close();

        Harness.await(() -> ws.readyState() == ReadyState.CLOSED);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void whatIsDroppedIsLoggedOnceAloud(Role role) throws Exception {
        try (CollectedLog log = new CollectedLog("dev.ws.connection")) {
            ConnectionRuntime shared = ConnectionRuntime.create();
            for (int i = 0; i < 3; i++) {
                harness = new Harness(role).runtime(shared);
                WebSocket ws = harness.ws();
                ws.removeListener(harness.events);
                harness.start();
                ws.onClose((w, status) -> heard.add("close"));
                send(Opcode.TEXT, "nobody reads this");
                harness.peer.fin();
                Harness.await(() -> ws.readyState() == ReadyState.CLOSED);
            }
            assertThat(log.records())
                    .filteredOn(line -> line.getLevel().equals(Level.WARNING))
                    .singleElement()
                    .extracting(LogRecord::getMessage, InstanceOfAssertFactories.STRING)
                    .matches("connection \\d+ at / dropped a message, 17 bytes, that came before anybody listened.*");
            shared.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void nothingIsLostWhileAListenerComes(Role role) throws Exception {
        for (int i = 0; i < 300; i++) {
            heard.clear();
            WebSocket ws = open(role);
            Thread adds = new Thread(
                    () -> ws.onBinary((w, data) -> heard.add("binary")).onText((w, text) -> heard.add(text)));
            adds.start();
            send(Opcode.TEXT, "a");
            send(Opcode.TEXT, "b");
            send(Opcode.TEXT, "c");
            adds.join();
            expect("a", "b", "c");
        }
    }
}
