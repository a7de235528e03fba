package dev.ws.benchmarks.jmh;

import dev.ws.benchmarks.memory.ClientFrames;
import dev.ws.frame.Masking;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Masks an array in place. Beside it the loop byte by byte that is natural to write, as a yardstick. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Thread)
public class MaskingBenchmark {
    /** Payload bytes. */
    @Param({"125", "1024", "65536", "1048576"})
    public int size; // JMH, before setUp

    private byte[] bytes = {}; // benchmark thread

    /** Makes the array. */
    @Setup
    public void setUp() {
        bytes = ClientFrames.ascii(size);
    }

    /**
     * Masks with the engine.
     *
     * @return something that depends on the result
     */
    @Benchmark
    public int engine() {
        return Masking.apply(bytes, 0, bytes.length, 0x37FA213D);
    }

    /**
     * Masks byte by byte.
     *
     * @return something that depends on the result
     */
    @Benchmark
    public int byteByByte() {
        byte[] key = {0x37, (byte) 0xFA, 0x21, 0x3D};
        byte[] target = bytes;
        for (int i = 0; i < target.length; i++) {
            target[i] = (byte) (target[i] ^ key[i & 3]);
        }
        return target[0];
    }
}
