package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** Order, bounds and the hand-shake between the filler, which goes away when there is no room, and the taker. */
class ServletInboxTest {
    private final ServletInbox inbox = new ServletInbox();

    private void fill(int bytes) {
        inbox.add(new byte[bytes], bytes);
    }

    @Test
    void bytesComeOutInOrderAcrossChunks() {
        inbox.add(new byte[] {1, 2, 3, 0, 0, 0, 0, 0, 0, 0}, 3);
        inbox.add(new byte[] {4, 5}, 2);
        ByteBuffer target = ByteBuffer.allocate(4);
        assertThat(inbox.take(target)).isEqualTo(4);
        assertThat(target.array()).containsExactly(1, 2, 3, 4);
        assertThat(inbox.size()).isEqualTo(1);
        assertThat(inbox.take(ByteBuffer.allocate(4))).isEqualTo(1);
        assertThat(inbox.take(ByteBuffer.allocate(4))).isZero();
    }

    @Test
    void aFillerThatFoundNoRoomIsWantedBackOnceThereIsSome() throws InterruptedException {
        fill(ServletInbox.SOFT_LIMIT);
        assertThat(inbox.awaitRoom(0)).isFalse();
        assertThat(inbox.wantsMore()).isFalse();
        inbox.take(ByteBuffer.allocate(ServletInbox.SOFT_LIMIT));
        assertThat(inbox.wantsMore()).isTrue();
        assertThat(inbox.wantsMore()).isFalse();
    }

    @Test
    void aFillerThatFoundRoomIsNotCalledBack() throws InterruptedException {
        fill(ServletInbox.SOFT_LIMIT);
        inbox.take(ByteBuffer.allocate(ServletInbox.SOFT_LIMIT));
        assertThat(inbox.awaitRoom(0)).isTrue();
        assertThat(inbox.wantsMore()).isFalse();
    }

    @Test
    void aClosedInboxFreesTheFillerAndKeepsNothing() throws InterruptedException {
        fill(ServletInbox.SOFT_LIMIT);
        inbox.close();
        fill(10);
        assertThat(inbox.awaitRoom(0)).isTrue();
        assertThat(inbox.size()).isZero();
        assertThat(inbox.wantsMore()).isFalse();
    }
}
