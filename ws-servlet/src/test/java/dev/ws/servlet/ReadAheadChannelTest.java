package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.junit.jupiter.api.Test;

/** Bytes come in order, whether they were read in advance or not. */
class ReadAheadChannelTest {
    private final Input input = new Input();
    private final ReadAheadChannel channel = new ReadAheadChannel(input);

    /** So many numbered bytes, then nothing, the end, or a failure. */
    private static final class Input implements ReadableByteChannel {
        private int next;
        private int available;
        private boolean ended;
        private boolean broken;

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (available == 0) {
                if (broken) {
                    broken = false; // A socket tells once.
                    throw new IOException("reset");
                }
                return ended ? -1 : 0;
            }
            int count = Math.min(available, target.remaining());
            for (int i = 0; i < count; i++) {
                target.put((byte) next++);
            }
            available -= count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private void assertReads(int first, int count, int room) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(room);
        assertThat(channel.read(target)).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertThat(target.get(i)).isEqualTo((byte) (first + i));
        }
    }

    @Test
    void withoutReadingAheadItIsTheChannel() throws IOException {
        input.available = 10;
        assertReads(0, 10, 100);
        assertReads(10, 0, 100);
        input.ended = true;
        assertReads(10, -1, 100);
    }

    @Test
    void whatWasReadAheadComesFirst() throws IOException {
        input.available = 10;
        assertThat(channel.readAhead()).isTrue();
        assertThat(channel.isFilled()).isTrue();
        input.available = 5;
        assertThat(channel.readAhead()).isFalse();
        assertReads(0, 4, 4);
        assertThat(channel.isFilled()).isTrue();
        assertReads(4, 6, 100);
        assertThat(channel.isFilled()).isFalse();
        assertReads(10, 5, 100);
    }

    @Test
    void whatDoesNotFitIsReadWithIt() throws IOException {
        input.available = 1000;
        assertThat(channel.readAhead()).isFalse();
        assertReads(0, 800, 800);
        assertReads(800, 200, 800);
    }

    @Test
    void nothingAndTheEndAreFoundAgain() throws IOException {
        assertThat(channel.readAhead()).isFalse();
        assertThat(channel.isFilled()).isFalse();
        assertReads(0, 0, 10);
        input.ended = true;
        assertThat(channel.readAhead()).isFalse();
        assertReads(0, -1, 10);
    }

    @Test
    void aFailureIsKept() throws IOException {
        input.broken = true;
        assertThat(channel.readAhead()).isFalse();
        assertThat(channel.isFilled()).isTrue();
        assertThatThrownBy(() -> assertReads(0, 0, 10)).hasMessage("reset");
        assertReads(0, 0, 10);
    }

    @Test
    void aFailureComesBehindTheBytes() throws IOException {
        input.available = 512;
        input.broken = true;
        assertThat(channel.readAhead()).isFalse();
        assertReads(0, 512, 1000);
        assertThat(channel.isFilled()).isTrue();
        assertThatThrownBy(() -> assertReads(512, 0, 10)).hasMessage("reset");
    }
}
