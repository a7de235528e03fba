package dev.ws.it.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** However a peer goes, the application is told once, and neither a connection nor a socket, thread or log line stays. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.ws.it.bridge.Bridge#all")
class VanishingPeersIT {
    private static final int ABNORMAL = 1006;

    /** What comes last. */
    private static final Map<String, Function<RawWebSocket, byte[]>> LAST_WORDS = new TreeMap<>(Map.of(
            "half a header", peer -> Arrays.copyOf(peer.encode(WireFrame.text("abcdef")), 1),
            "half a frame", peer -> Arrays.copyOf(peer.encode(WireFrame.text("abcdef")), 8),
            "a message", peer -> peer.encode(WireFrame.text("hello")),
            "a ping", peer -> peer.encode(WireFrame.ping("x")),
            "a pong", peer -> peer.encode(WireFrame.pong("x")),
            "half a message", peer -> peer.encode(WireFrame.text("abc").unfinished()),
            "two parts",
                    peer -> peer.encode(List.of(
                            WireFrame.text("abc").unfinished(),
                            WireFrame.continuation("abc").unfinished())),
            "30 kB", peer -> peer.encode(WireFrame.text("x".repeat(30_000)))));

    @Parameter
    Bridge bridge; // JUnit thread

    private final String prefix = Bridge.newPrefix();
    private final Queue<RawWebSocket> open = new ConcurrentLinkedQueue<>();

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (RawWebSocket peer : open) {
            peer.close();
        }
        bridge.isLeftAlone();
        bridge.hasLoggedNothing();
    }

    private RawWebSocket kept(RawWebSocket peer) {
        open.add(peer);
        return peer;
    }

    @Test
    void anEndRightBehindInputIsTold() throws Exception {
        int count = Bridge.times(4, 40);
        bridge.inAllLanes(lane -> {
            for (Map.Entry<String, Function<RawWebSocket, byte[]>> words : LAST_WORDS.entrySet()) {
                // A message is what readers of other threads overlook most.
                for (int i = 0; i < (words.getKey().equals("a message") ? 40 : count); i++) {
                    RawWebSocket peer = lane.open(
                            "plain/echo",
                            prefix + lane.dispatch() + "-" + words.getKey().replace(' ', '_') + i);
                    peer.write(words.getValue().apply(peer));
                    peer.close();
                }
            }
        });
        bridge.toldOnce(prefix, bridge.width() * (40 + (LAST_WORDS.size() - 1) * count), ABNORMAL);
    }

    @Test
    void anEndOfOneSideEndsBoth() throws Exception {
        int count = Bridge.times(4, 40);
        bridge.inAllLanes(lane -> {
            for (Map.Entry<String, Function<RawWebSocket, byte[]>> words : LAST_WORDS.entrySet()) {
                for (int i = 0; i < count; i++) {
                    RawWebSocket peer = kept(lane.open(
                            "plain/echo",
                            prefix + lane.dispatch() + "-" + words.getKey().replace(' ', '_') + i));
                    peer.write(words.getValue().apply(peer));
                    peer.finish();
                }
            }
        });
        bridge.toldOnce(prefix, bridge.width() * LAST_WORDS.size() * count, ABNORMAL);
        for (RawWebSocket peer : open) {
            peer.awaitEnd();
        }
    }

    @Test
    void anEndRightBehindTheHandshakeIsOneEndAtMost() throws Exception {
        int count = Bridge.times(20, 200);
        bridge.inAllLanes(lane -> {
            for (int i = 0; i < count; i++) {
                RawWebSocket peer = kept(lane.open("plain/echo", prefix + lane.dispatch() + i));
                if (i % 2 == 0) {
                    peer.close();
                } else {
                    peer.finish();
                }
            }
        });
        bridge.isLeftAlone();
        // Who is gone before the application hears of it may stay unknown to it.
        bridge.toldOnce(prefix, -1, ABNORMAL);
    }

    @Test
    void aCloseFrameTogetherWithTheEndIsAnswered() throws Exception {
        int count = Bridge.times(50, 500);
        bridge.inAllLanes(lane -> {
            for (int i = 0; i < count; i++) {
                try (RawWebSocket peer = lane.open("plain/echo", prefix + lane.dispatch() + i)) {
                    peer.write(peer.encode(WireFrame.close(4001, "bye")));
                    peer.finish();
                    assertThat(peer.read()).isEqualTo(WireFrame.close(4001, "bye"));
                    assertThat(peer.input().read()).as("what comes behind").isEqualTo(-1);
                }
            }
        });
        bridge.toldOnce(prefix, bridge.width() * count, 4001);
    }

    @Test
    void aResetBehindTheHandshakeIsOneEnd() throws Exception {
        int count = Bridge.times(160, 500);
        bridge.inAllLanes(lane -> {
            for (int i = 0; i < count; i++) {
                RawWebSocket peer = lane.connect(0);
                peer.write(lane.request("plain/echo", prefix + lane.dispatch() + i));
                switch (i % 4) {
                    case 0 -> {}
                    case 1 -> peer.readAnswer();
                    case 2 -> LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(i * 5L));
                    default -> {
                        peer.readAnswer();
                        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(i * 5L));
                    }
                }
                peer.reset();
            }
        });
        bridge.isLeftAlone();
        bridge.toldOnce(prefix, -1, ABNORMAL);
    }

    @Test
    void aThousandVanishingPeersLeaveNothing() throws Exception {
        bridge.inAllLanes(lane -> vanish(lane, "warm", 2, 1));
        bridge.isLeftAlone();
        int[] before = bridge.state();
        int each = Math.max(1, Bridge.times(1000, 4000) / bridge.width() / 5);
        bridge.inAllLanes(lane -> vanish(lane, "all", each, 2));
        bridge.isLeftAlone();
        String[] now = {""};
        Await.until(
                () -> "threads, threads of ours, descriptors were " + Arrays.toString(before) + " and are " + now[0],
                RawWebSocket.PATIENCE,
                () -> {
                    int[] after = bridge.state();
                    now[0] = Arrays.toString(after);
                    // The pools of containers breathe; a thread for each peer would be many more.
                    return after[0] <= before[0] + 12 && after[1] <= before[1] && after[2] <= before[2];
                });
    }

    private void vanish(Lane lane, String round, int each, int stalled) throws IOException {
        String id = prefix + lane.dispatch() + round;
        for (int i = 0; i < stalled; i++) {
            RawWebSocket peer = kept(lane.open("fleeting/push", id + "stalled" + i, 4096));
            peer.send(WireFrame.text("8 1000000"));
        }
        for (int i = 0; i < each; i++) {
            kept(lane.open("fleeting/echo", id + "silent" + i));
            RawWebSocket gone = lane.open("plain/echo", id + "gone" + i);
            gone.write(gone.encode(WireFrame.text("hello")));
            gone.close();
            lane.open("plain/echo", id + "reset" + i).reset();
            RawWebSocket half = lane.open("plain/echo", id + "half" + i);
            half.write(Arrays.copyOf(half.encode(WireFrame.text("abcdef")), 9));
            half.close();
            RawWebSocket closing = lane.open("plain/echo", id + "closing" + i);
            closing.write(closing.encode(WireFrame.close(1001)));
            closing.close();
        }
        // The server finds out by itself about those who stalled and those who keep silent; nobody here closes them.
        for (RawWebSocket peer : open) {
            peer.awaitEnd();
        }
    }
}
