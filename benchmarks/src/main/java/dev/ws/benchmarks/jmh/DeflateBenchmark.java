package dev.ws.benchmarks.jmh;

import dev.ws.benchmarks.memory.JsonMessages;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.extension.deflate.DeflateAgreement;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.extension.deflate.MessageDeflater;
import dev.ws.extension.deflate.PerMessageDeflate;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Compresses one message after the other of a stream of similar JSON messages, as a connection does that sends them. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class DeflateBenchmark {
    private static final int WINDOW_BITS = 15;

    /** Payload bytes. */
    @Param({"64", "1024", "16384", "262144", "1048576"})
    public int size; // JMH, before setUp

    /** zlib's level. */
    @Param({"1", "3", "6"})
    public int level; // JMH, before setUp

    /**
     * Bytes of history loaded for each message; {@code warm} for a deflater that stays as the message before left it;
     * {@code dedicated} for a deflater of the connection's own.
     */
    @Param({"0", "1024", "2048", "4096", "8192", "16384", "32768", "warm", "dedicated"})
    public String history = ""; // JMH, before setUp

    private byte[][] messages = {}; // benchmark thread
    private int next; // benchmark thread
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private @Nullable PerMessageDeflate extension; // benchmark thread

    /** Makes the messages and the extension. */
    @Setup
    public void setUp() {
        boolean dedicated = history.equals("dedicated");
        boolean warm = history.equals("warm");
        DeflateOptions options = DeflateOptions.builder()
                .level(level)
                .dedicatedDeflater(dedicated)
                .warmDeflaters(warm ? 1 : 0)
                .compressionHistory(warm || dedicated ? DeflateOptions.LARGEST_WINDOW : Integer.parseInt(history))
                .threshold(0)
                .build();
        extension = new PerMessageDeflate(
                new DeflateAgreement(true, WINDOW_BITS, true, WINDOW_BITS),
                options,
                runtime.compressionPool(options),
                runtime.buffers());
        messages = JsonMessages.of(size);
    }

    /** Frees what is outside the heap. */
    @TearDown
    public void tearDown() {
        Objects.requireNonNull(extension).close();
        runtime.close();
    }

    /**
     * Compresses the next message.
     *
     * @param saved counts what was saved
     * @param cpu counts processor time
     * @return the size of the result
     */
    @Benchmark
    public int compress(Saved saved, CpuTime cpu) {
        byte[] message = messages[next];
        next = next + 1 == messages.length ? 0 : next + 1;
        MessageDeflater deflater = Objects.requireNonNull(extension).outbound();
        FramePart sent =
                deflater.apply(new FramePart(Opcode.TEXT, true, 0, true, true, ByteBuffer.wrap(message)), true);
        int bytes = sent.payload().remaining();
        deflater.release();
        saved.plain += message.length;
        saved.compressed += bytes;
        cpu.count();
        return bytes;
    }

    /** Bytes in and out of an iteration. JMH adds up what iterations count, so each counts its share of the ratio. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Saved {
        long plain; // benchmark thread
        long compressed; // benchmark thread
        int iterations = 1; // benchmark thread

        /**
         * Forgets what the iteration before did.
         *
         * @param parameters know how many iterations are measured
         */
        @Setup(Level.Iteration)
        public void reset(BenchmarkParams parameters) {
            plain = 0;
            compressed = 0;
            iterations = parameters.getMeasurement().getCount();
        }

        /** {@return bytes on the wire for a byte of message} */
        public double ratio() {
            return plain == 0 ? 0 : (double) compressed / plain / iterations;
        }
    }
}
