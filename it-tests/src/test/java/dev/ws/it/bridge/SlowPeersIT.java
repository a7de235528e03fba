package dev.ws.it.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A heartbeat does not cut off who is busy with one long message or with many, in either direction, although no pong
 * comes meanwhile. Slow enough for several beats, and fast enough for what the kernel holds to be read within one.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.ws.it.bridge.Bridge#portable")
class SlowPeersIT {
    private static final long BYTES_PER_SECOND = 3_000_000;
    private static final int UP = 9_000_000;
    private static final int DOWN = 15_000_000;

    @Parameter
    Bridge bridge; // JUnit thread

    @AfterEach
    void nothingIsLeft() throws Exception {
        bridge.isLeftAlone();
        bridge.hasLoggedNothing();
    }

    @Test
    void whoSendsOneMessageIsAlive() throws Exception {
        bridge.inAllLanes(SlowPeersIT::writeSlowly);
    }

    @Test
    @EnabledIfSystemProperty(
            named = "it.bridge.thorough",
            matches = "true",
            disabledReason = "reads so fast that a busy machine would be cut off with reason")
    void whoReadsOneMessageIsAlive() throws Exception {
        bridge.inAllLanes(lane -> readSlowly(lane, 1));
    }

    @Test
    @EnabledIfSystemProperty(
            named = "it.bridge.thorough",
            matches = "true",
            disabledReason = "reads so fast that a busy machine would be cut off with reason")
    void whoReadsManyMessagesIsAlive() throws Exception {
        bridge.inAllLanes(lane -> readSlowly(lane, 3000));
    }

    /** Waits until it is time for the next byte. */
    private static void pace(long start, long bytes, long perSecond) {
        LockSupport.parkNanos(start + bytes * 1000 / perSecond * 1_000_000 - System.nanoTime());
    }

    private static void writeSlowly(Lane lane) throws IOException {
        try (RawWebSocket peer = lane.open("beating/echo", "")) {
            WireFrame message = WireFrame.binary(RawWebSocket.pattern(UP));
            byte[] bytes = peer.encode(message);
            long start = System.nanoTime();
            for (int at = 0; at < bytes.length; at += 100_000) {
                peer.write(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 100_000)));
                pace(start, at, BYTES_PER_SECOND * 2 / 3);
            }
            WireFrame answer = peer.readMessage();
            while (answer.opcode() == WireFrame.PING) {
                answer = peer.readMessage();
            }
            assertThat(answer.equals(message)).as(answer.toString()).isTrue();
        }
    }

    private static void readSlowly(Lane lane, int count) throws IOException {
        try (RawWebSocket peer = lane.open("beating/push", "", 1 << 16)) {
            peer.send(WireFrame.text(count + " " + DOWN / count));
            byte[] some = new byte[100_000];
            long start = System.nanoTime();
            for (long got = 0; got < DOWN; ) {
                int read = peer.input().read(some);
                assertThat(read)
                        .as("read after %d of %d bytes in %d messages", got, DOWN, count)
                        .isPositive();
                got += read;
                pace(start, got, BYTES_PER_SECOND);
            }
        }
    }
}
