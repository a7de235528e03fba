package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IdleThreadsFirstTest {
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(0, 2, 1, TimeUnit.MINUTES, new IdleThreadsFirst(), IdleThreadsFirst::queue);

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    @Test
    void anIdleThreadIsUsedAgain() throws Exception {
        for (int i = 0; i < 5; i++) {
            pool.submit(() -> {}).get(30, TimeUnit.SECONDS);
            while (!((IdleThreadsFirst) pool.getQueue()).hasWaitingConsumer()) {
                Thread.onSpinWait();
            }
        }
        assertThat(pool.getLargestPoolSize()).isEqualTo(1);
    }

    @Test
    void startsThreadsUpToTheMostThenQueues() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            pool.execute(() -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    return;
                }
                done.countDown();
            });
        }
        assertThat(pool.getPoolSize()).isEqualTo(2);
        assertThat(pool.getQueue()).hasSize(3);
        release.countDown();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void refusesWhenShutDown() {
        pool.shutdown();
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
