package dev.ws.benchmarks.jmh;

import dev.ws.benchmarks.memory.JsonMessages;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.extension.deflate.DeflateAgreement;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.extension.deflate.MessageInflater;
import dev.ws.extension.deflate.PerMessageDeflate;
import dev.ws.extension.deflate.ZlibPool;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
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

/**
 * Decompresses one message after the other of a stream of similar JSON messages, as a connection does that receives them
 * from a peer with the largest window. The stream is as long as its messages, then begins again with an empty window.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
@State(Scope.Thread)
public class InflateBenchmark {
    private static final int WINDOW_BITS = 15;
    private static final byte[] TAIL = {0, 0, -1, -1};

    /** Payload bytes before compression. */
    @Param({"64", "1024", "16384", "262144", "1048576"})
    public int size; // JMH, before setUp

    /** Whether messages refer to earlier ones. */
    @Param({"false", "true"})
    public boolean takeover; // JMH, before setUp

    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final DeflateOptions options = DeflateOptions.DEFAULT;
    private final ZlibPool pool = runtime.compressionPool(options);
    private final Inflater own = new Inflater(true);
    private final byte[] output = new byte[DeflateOptions.DEFAULT.inflateBufferBytes()];
    private byte[][] messages = {}; // benchmark thread
    private int next; // benchmark thread
    private @Nullable PerMessageDeflate extension; // benchmark thread

    /** Makes the messages. */
    @Setup
    public void setUp() {
        byte[][] plain = JsonMessages.of(size);
        messages = new byte[plain.length][];
        Deflater deflater = new Deflater(6, true);
        byte[] compressed = new byte[2 * size + 64];
        for (int i = 0; i < plain.length; i++) {
            if (!takeover) {
                deflater.reset();
            }
            deflater.setInput(plain[i]);
            int length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
            messages[i] = Arrays.copyOf(compressed, length - TAIL.length);
        }
        deflater.end();
        extension = freshExtension();
    }

    private PerMessageDeflate freshExtension() {
        return new PerMessageDeflate(
                new DeflateAgreement(true, WINDOW_BITS, takeover, WINDOW_BITS), options, pool, runtime.buffers());
    }

    /** Frees what is outside the heap. */
    @TearDown
    public void tearDown() {
        Objects.requireNonNull(extension).close();
        own.end();
        runtime.close();
    }

    /**
     * Decompresses the next message as the engine does it.
     *
     * @param cpu counts processor time
     * @return the size of the result
     */
    @Benchmark
    public int inflate(CpuTime cpu) {
        if (next == messages.length) {
            next = 0;
            Objects.requireNonNull(extension).close();
            extension = freshExtension();
        }
        MessageInflater inflater = Objects.requireNonNull(extension).inbound();
        inflater.accept(
                new FramePart(Opcode.TEXT, true, FramePart.RSV1, true, true, ByteBuffer.wrap(messages[next++])));
        int bytes = 0;
        for (FramePart part = inflater.next(); part != null; part = inflater.next()) {
            bytes += part.payload().remaining();
        }
        cpu.count();
        return bytes;
    }

    /**
     * Decompresses the next message with an inflater of the connection's own: a yardstick.
     *
     * @param cpu counts processor time
     * @return the size of the result
     * @throws DataFormatException never
     */
    @Benchmark
    public int yardstick(CpuTime cpu) throws DataFormatException {
        if (next == messages.length) {
            next = 0;
            own.reset();
        }
        if (!takeover) {
            own.reset();
        }
        own.setInput(messages[next++]);
        int bytes = inflateAll();
        own.setInput(TAIL);
        cpu.count();
        return bytes + inflateAll();
    }

    private int inflateAll() throws DataFormatException {
        int bytes = 0;
        for (int got = own.inflate(output); got > 0; got = own.inflate(output)) {
            bytes += got;
        }
        return bytes;
    }
}
