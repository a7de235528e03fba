package dev.ws.transport;

import static dev.ws.transport.Waiting.await;
import static dev.ws.transport.Waiting.inBackground;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SelectorLoopTest {
    /** A selector that misbehaves: every selection returns at once with nothing, or throws. */
    private static final class RestlessSelector extends Selector {
        final AtomicInteger selections = new AtomicInteger();
        volatile boolean throwing;
        private volatile boolean open = true;

        private int nothing() throws IOException {
            selections.incrementAndGet();
            if (throwing) {
                throw new IOException("meant to be thrown");
            }
            return 0;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public SelectorProvider provider() {
            return SelectorProvider.provider();
        }

        @Override
        public Set<SelectionKey> keys() {
            return Set.of();
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return new HashSet<>();
        }

        @Override
        public int selectNow() throws IOException {
            return nothing();
        }

        @Override
        public int select(long timeout) throws IOException {
            return nothing();
        }

        @Override
        public int select() throws IOException {
            return nothing();
        }

        @Override
        public Selector wakeup() {
            return this;
        }

        @Override
        public void close() {
            open = false;
        }
    }

    private static SelectorLoop loop() throws IOException {
        SelectorLoop loop = new SelectorLoop(Selector.open(), "ws-io-test", LockSupport::parkNanos);
        loop.start();
        return loop;
    }

    private static void end(SelectorLoop loop) throws InterruptedException {
        loop.stop();
        loop.awaitEnd(30_000);
        assertThat(loop.isAlive()).isFalse();
    }

    @Test
    void aSelectorThatReturnsWithoutAReasonIsAskedSlowly() throws Exception {
        RestlessSelector selector = new RestlessSelector();
        Semaphore pauses = new Semaphore(0);
        Semaphore passes = new Semaphore(0);
        SelectorLoop loop = new SelectorLoop(selector, "ws-io-test", nanos -> {
            assertThat(nanos).isPositive();
            pauses.release();
            passes.acquireUninterruptibly();
        });
        loop.start();

        pauses.acquire();
        assertThat(selector.selections).hasValue(SelectorLoop.MOST_IDLE_TURNS);
        for (int i = 1; i <= 10; i++) {
            passes.release();
            pauses.acquire();
            assertThat(selector.selections).hasValue(SelectorLoop.MOST_IDLE_TURNS + i);
        }
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(done::countDown);
        passes.release();
        await(done);
        passes.release(Integer.MAX_VALUE / 2);
        end(loop);
    }

    @Test
    void aSelectorThatFailsIsAskedSlowly() throws Exception {
        RestlessSelector selector = new RestlessSelector();
        selector.throwing = true;
        Semaphore pauses = new Semaphore(0);
        Semaphore passes = new Semaphore(0);
        SelectorLoop loop = new SelectorLoop(selector, "ws-io-test", nanos -> {
            pauses.release();
            passes.acquireUninterruptibly();
        });
        loop.start();
        for (int i = 1; i <= 10; i++) {
            pauses.acquire();
            assertThat(selector.selections).hasValue(i);
            passes.release();
        }
        passes.release(Integer.MAX_VALUE / 2);
        end(loop);
    }

    @Test
    void aClosedSelectorEndsTheThread() throws Exception {
        Selector selector = Selector.open();
        SelectorLoop loop = new SelectorLoop(selector, "ws-io-test", LockSupport::parkNanos);
        loop.start();
        selector.close();
        loop.awaitEnd(30_000);
        assertThat(loop.isAlive()).isFalse();
        assertThat(loop.execute(() -> {})).isFalse();
    }

    @Test
    void tasksRunInOrderAndOneThatThrowsStopsNoOther() throws Exception {
        SelectorLoop loop = loop();
        List<Integer> order = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> order.add(1));
        loop.execute(() -> {
            order.add(2);
            throw new IllegalStateException("meant to be thrown");
        });
        loop.execute(() -> order.add(3));
        loop.execute(done::countDown);
        await(done);
        assertThat(order).containsExactly(1, 2, 3);
        end(loop);
    }

    @Test
    void noTaskIsLostBetweenManyThreads() throws Exception {
        SelectorLoop loop = loop();
        AtomicInteger ran = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(inBackground(() -> {
                for (int i = 0; i < 20_000; i++) {
                    assertThat(loop.execute(ran::incrementAndGet)).isTrue();
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        until(() -> ran.get() == 80_000);
        end(loop);
    }

    @Test
    void aTaskIsRunOrRefusedWhenTheLoopStops() throws Exception {
        for (int round = 0; round < 50; round++) {
            SelectorLoop loop = loop();
            AtomicInteger taken = new AtomicInteger();
            AtomicInteger ran = new AtomicInteger();
            Thread giver = inBackground(() -> {
                while (loop.execute(ran::incrementAndGet)) {
                    taken.incrementAndGet();
                }
            });
            until(() -> ran.get() > 100);
            end(loop);
            giver.join();
            assertThat(ran).hasValue(taken.get());
        }
    }

    @Test
    void aTaskOfTheLoopItselfWakesNobody() throws Exception {
        SelectorLoop loop = loop();
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger left = new AtomicInteger(1000);
        Runnable again = new Runnable() {
            @Override
            public void run() {
                if (left.getAndDecrement() > 0) {
                    loop.execute(this);
                } else {
                    done.countDown();
                }
            }
        };
        loop.execute(again);
        await(done);
        assertThat(loop.wakeups()).isLessThanOrEqualTo(1);
        end(loop);
    }

    @Test
    void anInterruptedThreadSleepsAgain() throws Exception {
        SelectorLoop loop = loop();
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            Thread.currentThread().interrupt();
            done.countDown();
        });
        await(done);
        // Each task takes two turns at most: a thread that stayed interrupted would take any number.
        long before = loop.selections();
        for (int i = 0; i < 100; i++) {
            CountDownLatch ran = new CountDownLatch(1);
            loop.execute(ran::countDown);
            await(ran);
        }
        assertThat(loop.selections() - before).isLessThan(300);
        end(loop);
    }

    @Test
    void aChannelThatThrowsIsEndedAndOthersGoOn() throws Exception {
        SelectorLoop loop = loop();
        Pipe bad = Pipe.open();
        Pipe good = Pipe.open();
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch served = new CountDownLatch(1);
        register(
                loop,
                bad,
                () -> {
                    throw new AssertionError("meant to be thrown");
                },
                ended);
        register(loop, good, served::countDown, new CountDownLatch(1));
        bad.sink().write(ByteBuffer.allocate(1));
        await(ended);
        good.sink().write(ByteBuffer.allocate(1));
        await(served);
        end(loop);
        bad.sink().close();
        good.sink().close();
        assertThat(good.source().isOpen()).isFalse();
    }

    private static void register(SelectorLoop loop, Pipe pipe, Runnable served, CountDownLatch ended) throws Exception {
        CountDownLatch registered = new CountDownLatch(1);
        pipe.source().configureBlocking(false);
        loop.execute(() -> {
            try {
                loop.register(pipe.source(), SelectionKey.OP_READ, new SelectorLoop.Registered() {
                    @Override
                    public void ready(int operations) {
                        try {
                            pipe.source().read(ByteBuffer.allocate(10));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        served.run();
                    }

                    @Override
                    public void ended(Throwable cause) {
                        try {
                            pipe.source().close();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        ended.countDown();
                        throw new IllegalStateException("meant to be thrown at the end");
                    }
                });
                registered.countDown();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        await(registered);
    }

    @Test
    void loopsAreStartedWhenNeededInTurnAndEndTogether() throws Exception {
        SelectorLoops loops = SelectorLoops.create(3);
        SelectorLoop first = loops.next();
        SelectorLoop second = loops.next();
        SelectorLoop third = loops.next();
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates().allMatch(SelectorLoop::isAlive);
        assertThat(loops.next()).isSameAs(first);

        loops.close();
        assertThat(List.of(first, second, third)).noneMatch(SelectorLoop::isAlive);
        assertThatThrownBy(loops::next).isInstanceOf(IOException.class).hasMessage("the selector loops are closed");
        loops.close();
    }

    @Test
    void aLoopMayCloseItsGroup() throws Exception {
        SelectorLoops loops = SelectorLoops.create();
        SelectorLoop loop = loops.next();
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            loops.close();
            done.countDown();
        });
        await(done);
        loop.awaitEnd(30_000);
        assertThat(loop.isAlive()).isFalse();
    }

    @Test
    void aGroupHasAtLeastOneLoop() {
        assertThatThrownBy(() -> SelectorLoops.create(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the count of loops is 0, at least 1 needed");
    }
}
