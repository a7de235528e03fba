package dev.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FrameOutputTest {
    private final CountingPool pool = new CountingPool();
    private final FrameOutput output = new FrameOutput(pool);

    private void put(int size) {
        output.room(size).put(new byte[size]);
        output.finish(size);
    }

    private int takeAndRelease() {
        ByteBuffer buffer = Objects.requireNonNull(output.take());
        output.release(buffer);
        return buffer.remaining();
    }

    @Test
    void emptyHoldsNothing() {
        assertThat(output.take()).isNull();
        assertThat(output.appended()).isZero();
        assertThat(pool.most()).isZero();

        put(5);
        assertThat(takeAndRelease()).isEqualTo(5);
        assertThat(output.take()).isNull();
        assertThat(pool.lent()).isZero();
        assertThat(output.appended()).isEqualTo(5);
    }

    @Test
    void givesRoomInOnePieceAndKeepsTheOrder() {
        put(10_000);
        put(6_384);
        put(1);
        put(16_384);

        assertThat(takeAndRelease()).isEqualTo(16_384);
        assertThat(takeAndRelease()).isEqualTo(1);
        assertThat(takeAndRelease()).isEqualTo(16_384);
        assertThat(output.take()).isNull();
        assertThat(output.appended()).isEqualTo(32_769);
    }

    @Test
    void givesLargeBuffersForWhatIsLargeOnly() {
        assertThat(output.someRoom(BufferPool.SMALL).capacity()).isEqualTo(BufferPool.SMALL);
        output.someRoom(1).put(new byte[BufferPool.SMALL]);
        assertThat(output.someRoom(BufferPool.SMALL + 1).capacity()).isEqualTo(BufferPool.LARGE);

        assertThat(takeAndRelease()).isEqualTo(BufferPool.SMALL);
        assertThat(takeAndRelease()).isZero();
    }

    @Test
    void appendingGoesOnWhileBuffersAreTaken() {
        put(16_384);
        put(10);
        assertThat(takeAndRelease()).isEqualTo(16_384);
        put(20);
        assertThat(takeAndRelease()).isEqualTo(30);
        put(3);
        assertThat(takeAndRelease()).isEqualTo(3);
        assertThat(pool.lent()).isZero();
    }
}
