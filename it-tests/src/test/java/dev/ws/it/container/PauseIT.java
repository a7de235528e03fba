package dev.ws.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A connection that pauses for two seconds while its peer floods it. All labs at once, because the pause is the same for
 * all, and CPU that any of them burns shows in the sum.
 */
class PauseIT {
    private static final int FRAMES = 48;
    private static final int FRAME_BYTES = 1 << 20;

    /** What kernel buffers on both sides and our own may hold of it, far less than all of it. */
    private static final int MOST_TAKEN_FRAMES = 24;

    /** What one spinning thread would use in the time measured is 1.2 s. */
    private static final Duration MOST_CPU = Duration.ofMillis(700);

    private static final class Flood extends Thread {
        private final Lab lab;
        private final RawWebSocket peer;
        private final AtomicInteger sent = new AtomicInteger();

        Flood(Lab lab) throws IOException {
            super("flood " + lab);
            this.lab = lab;
            this.peer = lab.open("pause");
            setDaemon(true);
            peer.send(WireFrame.text("pause"));
            assertThat(peer.read().payloadText()).isEqualTo("paused");
        }

        @Override
        public void run() {
            WireFrame frame = WireFrame.binary(new byte[FRAME_BYTES]);
            try {
                while (sent.get() < FRAMES) {
                    peer.send(frame);
                    sent.incrementAndGet();
                }
                peer.send(WireFrame.text("count"));
            } catch (IOException e) {
                sent.set(Integer.MIN_VALUE);
            }
        }
    }

    @Test
    @DisplayName("7: a pause under flood costs no CPU and little memory, and loses nothing")
    void aPausedConnectionRestsAndLosesNothing() throws Exception {
        for (ContainerKind kind : ContainerKind.values()) {
            List<Flood> floods = new ArrayList<>();
            for (Lab lab : Lab.of(kind).toList()) {
                floods.add(new Flood(lab));
            }
            floods.forEach(Thread::start);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            CpuClock clock = CpuClock.start(floods.toArray(new Thread[0]));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1200));
            Duration used = clock.used();
            for (Flood flood : floods) {
                assertThat(flood.sent.get()).as("%s takes", flood.lab).isBetween(0, MOST_TAKEN_FRAMES);
            }
            assertThat(used).as("CPU time of %s", kind).isLessThan(MOST_CPU);
            for (Flood flood : floods) {
                assertThat(flood.peer.read().payloadText())
                        .as("%s received", flood.lab)
                        .isEqualTo(Long.toString((long) FRAMES * FRAME_BYTES));
                flood.join();
                flood.peer.close();
            }
        }
    }
}
