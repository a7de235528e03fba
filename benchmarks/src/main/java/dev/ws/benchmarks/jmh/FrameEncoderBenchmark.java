package dev.ws.benchmarks.jmh;

import dev.ws.benchmarks.memory.ClientFrames;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.frame.FrameEncoder;
import dev.ws.frame.FrameOutput;
import dev.ws.frame.Opcode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A server encodes one message into buffers of a pool and gives them back, as the writer does when they are written. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Thread)
public class FrameEncoderBenchmark {
    /** Payload bytes. */
    @Param({"125", "1024", "65536", "1048576"})
    public int size; // JMH, before setUp

    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final FrameOutput output = new FrameOutput(runtime.buffers());
    private final FrameEncoder encoder = new FrameEncoder(output, null);
    private ByteBuffer binary = ByteBuffer.allocate(0); // benchmark thread
    private String ascii = ""; // benchmark thread
    private String latin = ""; // benchmark thread

    /** Makes the messages. */
    @Setup
    public void setUp() {
        byte[] payload = ClientFrames.ascii(size);
        binary = ByteBuffer.wrap(payload);
        ascii = new String(payload, StandardCharsets.US_ASCII);
        latin = "\u00e9" + ascii.substring(2);
    }

    /** Forgets the pool. */
    @TearDown
    public void tearDown() {
        runtime.close();
    }

    /**
     * Encodes bytes.
     *
     * @return the bytes encoded
     */
    @Benchmark
    public long binary() {
        encoder.encode(true, 0, Opcode.BINARY, binary);
        return take();
    }

    /**
     * Encodes a string of ASCII.
     *
     * @return the bytes encoded
     */
    @Benchmark
    public long asciiText() {
        encoder.encode(true, Opcode.TEXT, ascii);
        return take();
    }

    /**
     * Encodes a string with one other character, the first.
     *
     * @return the bytes encoded
     */
    @Benchmark
    public long latinText() {
        encoder.encode(true, Opcode.TEXT, latin);
        return take();
    }

    private long take() {
        long bytes = 0;
        for (ByteBuffer buffer = output.take(); buffer != null; buffer = output.take()) {
            bytes += buffer.remaining();
            output.release(buffer);
        }
        return bytes;
    }
}
