package dev.ws.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A well-behaved client that talks to the server all the time, before, during and after the mischief of a test, and
 * finds out if it was disturbed. It has a thread of its own.
 */
public final class Bystander {
    private final RawWebSocket peer;
    private final Thread thread;
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean leaving; // volatile: any
    private volatile @Nullable Throwable failure; // volatile: own thread writes

    /** Comes to the echo at {@code /peers/echo}. */
    public Bystander(int port) throws IOException {
        peer = RawWebSocket.open(port, "/peers/echo");
        thread = new Thread(this::talk, "bystander");
        thread.setDaemon(true);
        thread.start();
    }

    private void talk() {
        try {
            while (!leaving) {
                WireFrame text = WireFrame.text("bystander " + rounds.get());
                peer.sendTogether(List.of(text, WireFrame.ping("here")));
                assertThat(peer.read()).isEqualTo(text);
                assertThat(peer.read()).isEqualTo(WireFrame.pong("here"));
                rounds.incrementAndGet();
                Thread.sleep(2);
            }
            peer.send(WireFrame.close(1000));
            assertThat(peer.read()).isEqualTo(WireFrame.close(1000));
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Waits for a few more answers that start from now. */
    public void isUndisturbed() throws Exception {
        long target = rounds.get() + 3;
        Await.until("the bystander gets answers", () -> {
            Throwable broken = failure;
            if (broken != null) {
                throw new AssertionError("the bystander was disturbed", broken);
            }
            return rounds.get() >= target;
        });
    }

    /** Leaves; a failure up to then is one of the test. */
    public void leave() throws Exception {
        isUndisturbed();
        leaving = true;
        thread.join(RawWebSocket.PATIENCE.toMillis());
        peer.close();
        if (failure != null) {
            throw new AssertionError("the bystander was disturbed", failure);
        }
    }
}
