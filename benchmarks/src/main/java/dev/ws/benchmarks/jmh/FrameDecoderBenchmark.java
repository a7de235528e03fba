package dev.ws.benchmarks.jmh;

import dev.ws.benchmarks.memory.ClientFrames;
import dev.ws.frame.FrameDecoder;
import dev.ws.frame.Role;
import java.nio.ByteBuffer;
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

/**
 * A server decodes one masked frame that is whole in the buffer, header and unmasking included. Unmasking changes the
 * buffer, so every second run unmasks garbage; it costs the same.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Thread)
public class FrameDecoderBenchmark {
    /** Payload bytes. */
    @Param({"125", "1024", "65536", "1048576"})
    public int size; // JMH, before setUp

    private final FrameDecoder decoder = new FrameDecoder(Role.SERVER, 0, 0, false);
    private ByteBuffer frame = ByteBuffer.allocate(0); // benchmark thread

    /** Makes the frame. */
    @Setup
    public void setUp() {
        frame = ByteBuffer.wrap(ClientFrames.of(ClientFrames.BINARY, ClientFrames.ascii(size), 1));
    }

    /**
     * Decodes the frame.
     *
     * @return something that depends on the result
     */
    @Benchmark
    public int decode() {
        frame.clear();
        int parts = 0;
        while (decoder.decode(frame)) {
            parts++;
        }
        return parts;
    }
}
