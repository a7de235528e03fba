package dev.ws.benchmarks.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * WebSockets to {@code /echo} of a server on 127.0.0.1, all on the calling thread. A message that comes back is answered
 * with the next one; each is compared byte by byte.
 */
public final class Load implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private final Selector selector = Selector.open();
    private final List<LoadConnection> connections = new ArrayList<>();
    private final ByteBuffer shared = ByteBuffer.allocate(128 << 10);
    private long messages;

    private Load() throws IOException {}

    /**
     * Opens the WebSockets.
     *
     * @param http2 whether they share HTTP/2 connections
     * @throws IOException when the server does not open one of them
     */
    static Load open(int port, boolean http2, Scenario scenario) throws IOException {
        Load load = new Load();
        try {
            load.connect(port, http2, scenario);
            load.await(connection -> connection.isOpen(), "handshakes are missing");
            return load;
        } catch (IOException | RuntimeException e) {
            load.close();
            throw e;
        }
    }

    /**
     * Opens WebSockets on HTTP/2 connections, lets each send messages of 64 bytes, and waits for the last.
     *
     * @param port the server's
     * @param webSockets how many
     * @param connections how many HTTP/2 connections they share
     * @param window messages under way on each
     * @param millis how long
     * @return the messages that came back
     * @throws IOException when one did not, or not as it was sent
     */
    public static long echo(int port, int webSockets, int connections, int window, long millis) throws IOException {
        try (Load load = open(port, true, new Scenario("echo", webSockets, connections, window, 64, true))) {
            load.start();
            load.run(TimeUnit.MILLISECONDS.toNanos(millis));
            load.finish();
            return load.messages;
        }
    }

    private void connect(int port, boolean http2, Scenario scenario) throws IOException {
        int count = http2 ? scenario.connections() : scenario.webSockets();
        int first = 0;
        for (int i = 0; i < count; i++) {
            int next = (int) ((long) scenario.webSockets() * (i + 1) / count);
            LoadConnection connection = http2
                    ? new Http2Connection(port, first, next - first, scenario)
                    : new Http1Connection(port, first, scenario);
            connections.add(connection);
            connection.register(selector);
            connection.open();
            first = next;
            poll(true);
        }
    }

    /** Sends the first messages. */
    void start() throws IOException {
        for (LoadConnection connection : connections) {
            connection.start();
        }
    }

    /**
     * Goes on for a time.
     *
     * @return the messages that came back in it
     */
    long run(long nanos) throws IOException {
        long before = messages;
        long start = System.nanoTime();
        do {
            selector.select(100);
            serve(true);
        } while (System.nanoTime() - start < nanos);
        return messages - before;
    }

    /** Sends no more, and waits for what is under way. */
    void finish() throws IOException {
        await(connection -> connection.underWay() == 0, "messages did not come back");
    }

    private interface State {
        boolean reached(LoadConnection connection);
    }

    private void await(State state, String otherwise) throws IOException {
        long start = System.nanoTime();
        while (!connections.stream().allMatch(state::reached)) {
            selector.select(100);
            serve(false);
            if (System.nanoTime() - start > PATIENCE) {
                throw new IOException(otherwise);
            }
        }
    }

    private void poll(boolean more) throws IOException {
        selector.selectNow();
        serve(more);
    }

    private void serve(boolean more) throws IOException {
        for (var key : selector.selectedKeys()) {
            if (key.attachment() instanceof LoadConnection connection) {
                messages += connection.ready(shared, more);
            }
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        for (LoadConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
