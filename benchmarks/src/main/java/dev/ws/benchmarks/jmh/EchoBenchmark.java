package dev.ws.benchmarks.jmh;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.benchmarks.memory.ClientFrames;
import dev.ws.benchmarks.memory.MemoryTransport;
import dev.ws.connection.ConnectionOwner;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.frame.Role;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole connection echoes, from the transport's read to its write: what the engine adds to a container's own work.
 * Alone, or 16 messages that wait in the transport together.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
@State(Scope.Thread)
public class EchoBenchmark {
    private static final int TOGETHER = 16;

    /** Payload bytes. */
    @Param({"125", "1024", "65536", "1048576"})
    public int size; // JMH, before setUp

    private final MemoryTransport transport = new MemoryTransport();
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private byte[] binary = {}; // benchmark thread
    private byte[] text = {}; // benchmark thread
    private long answer; // benchmark thread
    private byte[] manyTexts = {}; // benchmark thread

    /** Opens the connection and makes its input. */
    @Setup
    public void setUp() {
        WebSocketConnection connection = new WebSocketConnection(
                Role.SERVER,
                WebSocketOptions.DEFAULT,
                HandshakeRequest.builder("GET", "/").build(),
                "",
                List.of(),
                runtime,
                new Owner());
        connection.addListener(new Echo());
        connection.start(transport);
        byte[] payload = ClientFrames.ascii(size);
        binary = ClientFrames.of(ClientFrames.BINARY, payload, 1);
        text = ClientFrames.of(ClientFrames.TEXT, payload, 1);
        manyTexts = ClientFrames.of(ClientFrames.TEXT, payload, TOGETHER);
        answer = (long) text.length - ClientFrames.KEY_BYTES;
    }

    /** Ends the threads. */
    @TearDown
    public void tearDown() {
        runtime.close();
    }

    /** Echoes a binary message. */
    @Benchmark
    public void binary() {
        transport.exchange(binary, answer);
    }

    /** Echoes a text message as a string. */
    @Benchmark
    public void text() {
        transport.exchange(text, answer);
    }

    /** Echoes text messages that wait together; the figure is for one of them. */
    @Benchmark
    @OperationsPerInvocation(TOGETHER)
    public void textsTogether() {
        transport.exchange(manyTexts, TOGETHER * answer);
    }

    private static final class Echo implements WebSocketListener {
        @Override
        public void onText(WebSocket ws, String message) {
            ws.send(message);
        }

        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            ws.send(data);
        }
    }

    private static final class Owner implements ConnectionOwner {
        @Override
        public @Nullable CompletionStage<?> opened(WebSocket ws) {
            return null;
        }

        @Override
        public void ended(WebSocket ws) {}
    }
}
