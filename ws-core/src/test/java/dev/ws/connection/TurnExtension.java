package dev.ws.connection;

import dev.ws.extension.Extension;
import dev.ws.extension.InboundStage;
import dev.ws.extension.OutboundStage;
import dev.ws.extension.SharingStage;
import dev.ws.frame.FramePart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An extension for tests that leaves payload as it is, sets RSV1 on what it may transform, and can be made slow: while
 * {@link #slow} is true, a transformation waits for a permit. Fails on the payload {@code broken}.
 */
final class TurnExtension implements Extension {
    final Semaphore permits = new Semaphore(0);
    final Semaphore begun = new Semaphore(0);
    final CountDownLatch inboundClosed = new CountDownLatch(1);
    final CountDownLatch outboundClosed = new CountDownLatch(1);
    final AtomicInteger closes = new AtomicInteger();
    final Queue<String> shared = new ConcurrentLinkedQueue<>();
    final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    final AtomicInteger sharings;
    volatile boolean slow; // the test

    private final Object agreement;
    private final AtomicInteger inside = new AtomicInteger();

    TurnExtension() {
        this(new Object(), new AtomicInteger());
    }

    /** Stages with the same agreement share, and count how often. */
    TurnExtension(Object agreement, AtomicInteger sharings) {
        this.agreement = agreement;
        this.sharings = sharings;
    }

    private final InboundStage inbound = new InboundStage() {
        private @Nullable FramePart part; // the pump

        @Override
        public void accept(FramePart next) {
            part = next;
        }

        @Override
        public @Nullable FramePart next() {
            FramePart next = part;
            part = null;
            return next == null
                    ? null
                    : new FramePart(
                            next.opcode(), next.fin(), 0, next.startOfFrame(), next.endOfFrame(), next.payload());
        }

        @Override
        public void close() {
            closes.incrementAndGet();
            inboundClosed.countDown();
        }
    };

    private final SharingStage outbound = new SharingStage() {
        @Override
        public FramePart apply(FramePart frame, boolean compress) {
            if (inside.incrementAndGet() != 1 || outboundClosed.getCount() == 0) {
                throw new AssertionError("not alone, or closed");
            }
            try {
                begun.release();
                threads.add(Thread.currentThread());
                if (slow) {
                    permits.acquireUninterruptibly();
                }
                if (text(frame.payload()).equals("broken")) {
                    throw new IllegalStateException("broken");
                }
                return marked(frame);
            } finally {
                inside.decrementAndGet();
            }
        }

        @Override
        public Object agreement() {
            return agreement;
        }

        @Override
        public FramePart applyShared(FramePart message) {
            sharings.incrementAndGet();
            return marked(message);
        }

        @Override
        public void sentShared(FramePart message, FramePart sent) {
            shared.add(text(message.payload()));
        }

        @Override
        public void close() {
            closes.incrementAndGet();
            outboundClosed.countDown();
        }
    };

    private static FramePart marked(FramePart frame) {
        int rsv = frame.opcode() == 0 ? 0 : FramePart.RSV1;
        return new FramePart(frame.opcode(), frame.fin(), rsv, true, true, frame.payload());
    }

    private static String text(ByteBuffer payload) {
        return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
    }

    @Override
    public String token() {
        return "x-turn";
    }

    @Override
    public int reservedBits() {
        return FramePart.RSV1;
    }

    @Override
    public InboundStage inbound() {
        return inbound;
    }

    @Override
    public OutboundStage outbound() {
        return outbound;
    }
}
