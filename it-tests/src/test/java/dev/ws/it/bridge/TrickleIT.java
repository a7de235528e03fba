package dev.ws.it.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small frames with tiny random pauses on eight connections: nothing but their echoes comes back, byte for byte. How
 * long is said by the property {@code it.bridge.trickle}, in seconds.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.ws.it.bridge.Bridge#all")
class TrickleIT {
    private static final int CONNECTIONS = 8;
    private static final int MESSAGES = 200;
    private static final int LONGEST_PAUSE_MICROS = 200;

    @Parameter
    Bridge bridge; // JUnit thread

    @Test
    void everyEchoIsRight() throws Exception {
        long end = System.nanoTime()
                + Duration.ofSeconds(Long.getLong("it.bridge.trickle", 2)).toNanos();
        AtomicLong count = new AtomicLong();
        bridge.inAllLanes((CONNECTIONS + bridge.width() - 1) / bridge.width(), lane -> {
            while (System.nanoTime() < end) {
                trickle(lane);
                count.addAndGet(MESSAGES);
            }
        });
        assertThat(count.get()).as("messages").isPositive();
        bridge.isLeftAlone();
        bridge.hasLoggedNothing();
    }

    private static String message(int number) {
        return "m" + (char) ('a' + number % 26) + (char) ('a' + number / 26) + "z";
    }

    private static void trickle(Lane lane) throws Exception {
        try (RawWebSocket peer = lane.open("plain/echo", "")) {
            Thread writer = new Thread(() -> {
                Random random = new Random();
                try {
                    for (int i = 0; i < MESSAGES; i++) {
                        peer.send(WireFrame.text(message(i)));
                        long until = System.nanoTime() + random.nextInt(LONGEST_PAUSE_MICROS + 1) * 1000L;
                        while (System.nanoTime() < until) {
                            Thread.onSpinWait();
                        }
                    }
                } catch (IOException e) {
                    // the reader tells
                }
            });
            writer.start();
            for (int i = 0; i < MESSAGES; i++) {
                WireFrame echo = peer.read();
                assertThat(echo.payloadText() + " in " + echo)
                        .as("echo %d", i)
                        .isEqualTo(message(i) + " in " + WireFrame.text(message(i)));
            }
            writer.join();
        }
    }
}
