package dev.ws.benchmarks.jmh;

import dev.ws.benchmarks.memory.ClientFrames;
import dev.ws.protocol.Utf8Validator;
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
import org.openjdk.jmh.annotations.Warmup;

/** Checks UTF-8. Beside it the JDK making a string of the same bytes, which is what a server without a check does. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Thread)
public class Utf8Benchmark {
    private static final String MIXED =
            "Gr\u00fc\u00dfe aus K\u00f6ln, \u0395\u03bb\u03bb\u03ac\u03b4\u03b1, \u65e5\u672c\u8a9e, \ud83d\ude00. ";

    /** Payload bytes. */
    @Param({"125", "1024", "65536", "1048576"})
    public int size; // JMH, before setUp

    /** What the text is: ASCII, or Latin, Greek, Chinese characters and emoji. */
    @Param({"ascii", "mixed"})
    public String text = ""; // JMH, before setUp

    private final Utf8Validator validator = new Utf8Validator();
    private byte[] bytes = {}; // benchmark thread

    /** Makes the text, filled up with blanks behind the last whole character. */
    @Setup
    public void setUp() {
        bytes = ClientFrames.ascii(size);
        if (text.equals("mixed")) {
            byte[] piece = MIXED.getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at + piece.length <= size; at += piece.length) {
                System.arraycopy(piece, 0, bytes, at, piece.length);
            }
        }
    }

    /**
     * Checks with the engine.
     *
     * @return whether the bytes are well-formed
     */
    @Benchmark
    public boolean engine() {
        validator.reset();
        return validator.accept(bytes, 0, bytes.length) && validator.complete();
    }

    /**
     * Makes a string.
     *
     * @return the string
     */
    @Benchmark
    public String string() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
