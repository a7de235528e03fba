package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Order, bounds, and what a filler that waits is woken by. */
class ServletInboxTest {
    private final ServletInbox inbox = new ServletInbox(100);

    @Test
    void bytesComeOutInOrderAcrossChunks() {
        inbox.add(new byte[] {1, 2, 3});
        inbox.add(new byte[] {4, 5});
        ByteBuffer target = ByteBuffer.allocate(4);
        assertThat(inbox.take(target)).isEqualTo(4);
        assertThat(target.array()).containsExactly(1, 2, 3, 4);
        assertThat(inbox.isEmpty()).isFalse();
        assertThat(inbox.take(ByteBuffer.allocate(4))).isEqualTo(1);
        assertThat(inbox.take(ByteBuffer.allocate(4))).isZero();
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void thereIsRoomBelowTheLimitAndReasonToReadOnBelowHalfOfIt() {
        inbox.add(new byte[99]);
        assertThat(inbox.hasRoom()).isTrue();
        inbox.add(new byte[1]);
        assertThat(inbox.hasRoom()).isFalse();
        inbox.take(ByteBuffer.allocate(50));
        assertThat(inbox.hasRoom()).isTrue();
        assertThat(inbox.isLow()).isFalse();
        inbox.take(ByteBuffer.allocate(1));
        assertThat(inbox.isLow()).isTrue();
    }

    @Test
    void aWaitAsksItsConditionWhenSomethingWasTaken() throws InterruptedException {
        inbox.add(new byte[100]);
        AtomicInteger asked = new AtomicInteger();
        Thread taker = new Thread(() -> {
            while (asked.get() == 0) {
                Thread.onSpinWait();
            }
            inbox.take(ByteBuffer.allocate(60));
        });
        taker.start();
        inbox.await(
                () -> {
                    asked.incrementAndGet();
                    return inbox.isLow();
                },
                60_000);
        assertThat(inbox.isLow()).isTrue();
        assertThat(asked).hasValueGreaterThanOrEqualTo(2);
        taker.join();
    }

    @Test
    void aWaitWhoseTimeIsUpReturns() {
        inbox.await(() -> false, 0);
        assertThat(inbox.isEmpty()).isTrue();
    }

    @Test
    void anInterruptEndsAWaitAndStays() {
        Thread.currentThread().interrupt();
        inbox.await(() -> false, 60_000);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aClosedInboxEndsWaitsAndKeepsNothing() {
        inbox.add(new byte[100]);
        inbox.close();
        inbox.add(new byte[10]);
        inbox.await(() -> false, 60_000);
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.take(ByteBuffer.allocate(10))).isZero();
    }
}
