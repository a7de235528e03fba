package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.extension.deflate.CompressionStrategy;
import dev.ws.extension.deflate.DeflateOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CompressionPoolTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private CompressionPool pool = runtime.compressionPool(DeflateOptions.DEFAULT);

    @AfterEach
    void end() {
        pool.close();
        runtime.close();
    }

    private static boolean ended(Deflater deflater) {
        try {
            deflater.reset();
            return false;
        } catch (NullPointerException | IllegalStateException gone) { // the latter since JDK 25
            return true;
        }
    }

    private static byte[] compress(Deflater deflater, String text) {
        byte[] out = new byte[1000];
        deflater.setInput(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        return java.util.Arrays.copyOf(out, size);
    }

    @Test
    void whatComesBackIsLentAgainAsNew() throws Exception { // G-070
        Deflater deflater = pool.deflater();
        byte[] first = compress(deflater, "abcabcabc");
        pool.release(deflater);
        assertThat(pool.deflater()).isSameAs(deflater);
        assertThat(compress(deflater, "abcabcabc")).isEqualTo(first);
        pool.release(deflater);

        Inflater inflater = pool.inflater();
        inflater.setInput(first);
        assertThat(inflater.inflate(new byte[3])).isEqualTo(3);
        pool.release(inflater);
        assertThat(pool.inflater()).isSameAs(inflater);
        assertThat(inflater.needsInput()).isTrue();
        pool.release(inflater);
        assertThat(pool.lent()).isZero();
        assertThat(pool.kept()).isEqualTo(2);
    }

    @Test
    void lendingNeverWaitsAndKeepingIsBounded() {
        List<Deflater> lent = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            lent.add(pool.deflater());
        }
        assertThat(pool.lent()).isEqualTo(1000);
        lent.forEach(pool::release);
        assertThat(pool.lent()).isZero();
        assertThat(pool.kept()).isLessThan(lent.size()).isPositive();
        assertThat(lent.stream().filter(CompressionPoolTest::ended)).hasSize(1000 - pool.kept());
    }

    @Test
    void whatIsNotNeededForAPeriodIsEnded() {
        Deflater first = pool.deflater();
        Deflater second = pool.deflater();
        pool.release(first);
        pool.release(second);
        pool.sweep(); // begins the period
        Deflater used = pool.deflater();
        pool.release(used);
        pool.sweep();
        assertThat(pool.kept()).isEqualTo(1);
        assertThat(ended(used)).isFalse();
        assertThat(ended(used == first ? second : first)).isTrue();
        pool.sweep();
        assertThat(pool.kept()).isZero();
        assertThat(ended(used)).isTrue();
    }

    @Test
    void closingEndsWhatIsKeptAtOnceAndTheRestWhenItComesBack() {
        Deflater kept = pool.deflater();
        Inflater lent = pool.inflater();
        pool.release(kept);
        pool.close();
        assertThat(ended(kept)).isTrue();
        assertThatCode(lent::reset).doesNotThrowAnyException();
        pool.release(lent);
        assertThatThrownBy(lent::reset).isInstanceOfAny(NullPointerException.class, IllegalStateException.class);
        assertThat(pool.kept()).isZero();
        pool.sweep();
    }

    @Test
    void theRuntimeEndsWhatIsKept() {
        Deflater kept = pool.deflater();
        Deflater deflater = pool.deflater();
        pool.release(kept);
        runtime.close();
        assertThat(ended(kept)).isTrue();
        pool.release(deflater);
        assertThat(ended(deflater)).isTrue();
        assertThat(pool.kept()).isZero();
    }

    @Test
    void levelAndStrategyAreThoseOfTheOptions() {
        String text = "the same the same the same the same the same the same";
        Deflater usual = pool.deflater();
        CompressionPool stored =
                runtime.compressionPool(DeflateOptions.builder().level(0).build());
        CompressionPool huffman = new CompressionPool(
                DeflateOptions.builder()
                        .strategy(CompressionStrategy.HUFFMAN_ONLY)
                        .build(),
                runtime);
        Deflater storing = stored.deflater();
        Deflater coding = huffman.deflater();
        int plain = compress(usual, text).length;
        int without = compress(coding, text).length;
        assertThat(without).isGreaterThan(plain);
        assertThat(compress(storing, text).length).isGreaterThan(without);
        huffman.release(coding);
        assertThat(compress(huffman.deflater(), text)).hasSize(without);
        usual.end();
        storing.end();
        coding.end();
        stored.close();
        huffman.close();
    }

    @Test
    void aParkedDeflaterIsGivenToItsOwnerAsItWas() throws Exception { // G-070
        Object owner = new Object();
        Deflater deflater = pool.deflater();
        String text = "a text that is long enough to be found again";
        int first = compress(deflater, text).length;
        assertThat(pool.park(owner, deflater)).isTrue();
        assertThat(pool.lent()).isZero();
        assertThat(pool.kept()).isEqualTo(1);
        Deflater other = pool.deflater();
        assertThat(other).isNotSameAs(deflater);
        assertThat(pool.unpark(new Object())).isNull();
        assertThat(pool.unpark(owner)).isSameAs(deflater);
        assertThat(pool.unpark(owner)).isNull();
        assertThat(compress(deflater, text).length).isLessThan(first);
        pool.release(deflater);
        pool.release(other);
        assertThat(pool.lent()).isZero();
    }

    @Test
    void parkingIsBoundedAndDrivesNobodyOut() {
        pool = runtime.compressionPool(DeflateOptions.builder().warmDeflaters(2).build());
        Deflater[] deflaters = {pool.deflater(), pool.deflater(), pool.deflater()};
        assertThat(pool.park("a", deflaters[0])).isTrue();
        assertThat(pool.park("b", deflaters[1])).isTrue();
        assertThat(pool.park("c", deflaters[2])).isFalse();
        pool.release(deflaters[2]);
        assertThat(pool.unpark("a")).isSameAs(deflaters[0]);
        assertThat(pool.park("c", deflaters[0])).isTrue();
        assertThat(pool.lent()).isZero();
    }

    @Test
    void whatWasParkedAndNotTakenUpForAPeriodIsEnded() {
        Deflater used = pool.deflater();
        Deflater unused = pool.deflater();
        pool.park("used", used);
        pool.park("unused", unused);
        pool.sweep();
        assertThat(pool.unpark("used")).isSameAs(used);
        pool.park("used", used);
        pool.sweep();
        assertThat(ended(unused)).isTrue();
        assertThat(pool.unpark("unused")).isNull();
        assertThat(ended(used)).isFalse();
        pool.sweep();
        assertThat(pool.kept()).isZero();
    }

    @Test
    void closingEndsWhatIsParked() {
        Deflater parked = pool.deflater();
        Deflater lent = pool.deflater();
        pool.park("a", parked);
        pool.close();
        assertThat(ended(parked)).isTrue();
        assertThat(pool.unpark("a")).isNull();
        assertThat(pool.park("b", lent)).isFalse();
        pool.release(lent);
        assertThat(pool.lent()).isZero();
    }

    @Test
    void theConcurrencyLimitHoldsThreadsBack() throws Exception { // A-109 X-02
        pool = runtime.compressionPool(
                DeflateOptions.builder().concurrencyLimit(2).build());
        CompressionPool other = runtime.compressionPool(
                DeflateOptions.builder().concurrencyLimit(1).build());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch twoInside = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Thread thread = new Thread(() -> {
                pool.enter();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                twoInside.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                inside.decrementAndGet();
                pool.leave();
            });
            thread.start();
            threads.add(thread);
        }
        assertThat(twoInside.await(30, TimeUnit.SECONDS)).isTrue();
        other.enter(); // a limit of its own, not held back by the other's
        other.leave();
        go.countDown();
        for (Thread thread : threads) {
            thread.join(30_000);
        }
        assertThat(inside).hasValue(0);
        assertThat(most).hasValue(2);
        other.close();
    }
}
