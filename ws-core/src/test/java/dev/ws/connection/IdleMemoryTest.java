package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import dev.ws.frame.Splits;
import dev.ws.frame.WireFrame;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Walks from a connection over all fields: an idle one holds no buffer and no payload. */
@Timeout(60)
class IdleMemoryTest {
    private Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    // What the connection shares with others, or what is the test's own.
    private boolean foreign(Object object) {
        return object == harness.runtime()
                || object == harness.runtime().buffers()
                || object == harness.runtime().maskKeys()
                || object == harness
                || object == harness.end
                || object == harness.events
                || object == harness.ws().options()
                || object == harness.ws().handshake();
    }

    private List<String> held() throws IllegalAccessException {
        List<String> held = new ArrayList<>();
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Object> open = new ArrayDeque<>();
        open.add(harness.ws());
        while (!open.isEmpty()) {
            Object object = open.remove();
            if (foreign(object) || !seen.add(object)) {
                continue;
            }
            if (object instanceof Buffer buffer) {
                if (buffer.capacity() > 0) {
                    held.add("buffer of " + buffer.capacity());
                }
            } else if (object instanceof byte[] || object instanceof char[]) {
                if (Array.getLength(object) > 16) {
                    held.add("array of " + Array.getLength(object));
                }
            } else if (object instanceof Object[] array) {
                for (Object element : array) {
                    if (element != null) {
                        open.add(element);
                    }
                }
            } else if (object instanceof Collection<?> collection) {
                open.addAll(collection);
            } else if (object instanceof Map<?, ?> map) {
                open.addAll(map.values());
            } else if (object.getClass().getName().startsWith("dev.ws.")) {
                for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
                    for (Field field : type.getDeclaredFields()) {
                        if (!Modifier.isStatic(field.getModifiers())
                                && !field.getType().isPrimitive()
                                && type.getName().startsWith("dev.ws.")) {
                            field.setAccessible(true);
                            Object value = field.get(object);
                            if (value != null) {
                                open.add(value);
                            }
                        }
                    }
                }
            }
        }
        assertThat(seen).hasSizeGreaterThan(5);
        return held;
    }

    @Test
    void theWalkFindsWhatIsHeld() throws Exception {
        harness.end.capacity(0);
        harness.open().send(new byte[100]);
        assertThat(held()).contains("buffer of 16384");
        harness.end.capacity(1_000);
        assertThat(held()).isEmpty();
    }

    @ParameterizedTest(name = "A-146 {0}")
    @EnumSource(Role.class)
    void nothingIsHeldAfterTraffic(Role role) throws Exception {
        harness = new Harness(role);
        WebSocketConnection ws = harness.open();
        assertThat(held()).isEmpty();

        byte[] large = Splits.payload(200_000);
        harness.peer.send(WireFrame.text("small"));
        harness.peer.send(WireFrame.of(Opcode.BINARY, large));
        harness.peer.send(WireFrame.text("in ").more(), WireFrame.of(Opcode.PING, "p"));
        harness.peer.send(WireFrame.of(Opcode.CONTINUATION, "two"));
        harness.events.expect("text 'small'", "binary " + WireFrame.brief(large), "ping 'p'", "text 'in two'");
        ws.send("small");
        ws.send(large);
        ws.send(ByteBuffer.wrap(large));
        try (OutputStream stream = ws.openBinary()) {
            stream.write(large);
        }
        harness.peer.takeBytes();
        Harness.await(() -> ws.bufferedAmount() == 0);
        assertThat(held()).isEmpty();
    }

    @Test
    void nothingIsHeldAfterAControlFrameInPieces() throws Exception {
        harness.open();
        byte[] ping = WireFrame.of(Opcode.PING, new byte[100]).masked(7).bytes();
        for (byte[] piece : Splits.pieces(ping, 10)) {
            harness.peer.putBytes(piece).end().flush();
        }
        harness.events.expect("ping " + WireFrame.brief(new byte[100]));
        assertThat(held()).isEmpty();
    }

    @Test
    void nothingIsHeldAfterSinksOfAllKinds() throws Exception {
        WebSocketConnection ws = harness.open();
        List<Object> seen = new ArrayList<>();
        ws.textParts((part, last) -> seen.add(part));
        ws.binaryFragments((socket, fragments) -> seen.add(fragments.size()));
        harness.peer.send(
                WireFrame.of(Opcode.TEXT, Splits.hex("61 e2 82")).more(),
                WireFrame.of(Opcode.CONTINUATION, Splits.hex("ac")),
                WireFrame.of(Opcode.BINARY, new byte[5_000]).more(),
                WireFrame.of(Opcode.CONTINUATION, new byte[5_000]));
        assertThat(seen).containsExactly("a", "\u20AC", 2);
        seen.clear();
        assertThat(held()).isEmpty();
    }

    @Test
    void nothingIsHeldWhenClosedInsideAMessage() throws Exception {
        harness.open();
        harness.peer.send(WireFrame.of(Opcode.BINARY, new byte[50_000]).more());
        assertThat(held()).isNotEmpty();
        harness.peer.fin();
        harness.events.expect("close 1006  unclean");
        harness.gone();
        assertThat(held()).isEmpty();
    }

    @Test
    void nothingIsHeldWhenTerminatedWithOutput() throws Exception {
        harness.end.capacity(10);
        WebSocketConnection ws = harness.open();
        ws.send(new byte[300_000]);
        assertThat(held()).isNotEmpty();
        ws.terminate();
        harness.events.expect("close 1006  unclean");
        harness.gone();
        assertThat(held()).isEmpty();
    }
}
