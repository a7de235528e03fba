package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.HandshakeRequest;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.extension.Extension;
import dev.ws.frame.Role;
import dev.ws.transport.TransportPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A connection over one end of a pair, with a recorder of its events and a peer played by hand. */
final class Harness implements AutoCloseable {
    /** How long a test waits for what must come. */
    static final long SECONDS = 30;

    final TransportPair pair = new TransportPair();
    final RecordingListener events = new RecordingListener();
    final List<String> owned = java.util.Collections.synchronizedList(new ArrayList<>());
    final TransportPair.End end;
    final Peer peer;
    private final Role role;
    private WebSocketOptions options = WebSocketOptions.DEFAULT;
    private Extension[] extensions = new Extension[0];
    private @Nullable Executor executor;
    private @Nullable ConnectionRuntime runtime;
    private @Nullable WebSocketConnection ws;
    private @Nullable CompletionStage<?> opening;
    private @Nullable Exception openingThrows;
    private boolean ownerTells;

    Harness() {
        this(Role.SERVER);
    }

    Harness(Role role) {
        this.role = role;
        this.end = role == Role.SERVER ? pair.server() : pair.client();
        this.peer = new Peer(role == Role.SERVER ? pair.client() : pair.server(), role);
    }

    Harness options(UnaryOperator<WebSocketOptions.Builder> change) {
        options = change.apply(options.toBuilder()).build();
        return this;
    }

    Harness extensions(Extension... agreed) {
        extensions = agreed;
        return this;
    }

    Harness executor(Executor given) {
        executor = given;
        return this;
    }

    /** The stage that the owner returns when the connection opened. */
    Harness opening(CompletionStage<?> stage) {
        opening = stage;
        return this;
    }

    Harness openingThrows(Exception thrown) {
        openingThrows = thrown;
        return this;
    }

    /** Whether the owner tells somebody of what fails in its opening. */
    Harness ownerTells(boolean value) {
        ownerTells = value;
        return this;
    }

    /** Shares the runtime of others. */
    Harness runtime(ConnectionRuntime shared) {
        runtime = shared;
        return this;
    }

    ConnectionRuntime runtime() {
        ConnectionRuntime known = runtime;
        if (known == null) {
            known = executor == null ? ConnectionRuntime.create() : ConnectionRuntime.create(executor);
            runtime = known;
        }
        return known;
    }

    /** The connection, created at the first call. */
    WebSocketConnection ws() {
        WebSocketConnection known = ws;
        if (known == null) {
            ConnectionOwner owner = new ConnectionOwner() {
                @Override
                public @Nullable CompletionStage<?> opened(WebSocket opened) throws Exception {
                    owned.add("opened");
                    if (openingThrows != null) {
                        throw openingThrows;
                    }
                    return opening;
                }

                @Override
                public boolean failed(WebSocket failed, Throwable thrown) {
                    if (ownerTells) {
                        owned.add("told " + thrown.getMessage());
                    }
                    return ownerTells;
                }

                @Override
                public void ended(WebSocket ended) {
                    owned.add("ended " + ended.readyState());
                }
            };
            known = new WebSocketConnection(
                    role,
                    options,
                    HandshakeRequest.builder("GET", "/").build(),
                    "",
                    List.of(extensions),
                    runtime(),
                    owner);
            known.addListener(events);
            ws = known;
        }
        return known;
    }

    /** Starts the connection. */
    WebSocketConnection start() {
        WebSocketConnection connection = ws();
        connection.start(end);
        return connection;
    }

    /** Starts the connection and takes the open event. */
    WebSocketConnection open() throws InterruptedException {
        WebSocketConnection connection = start();
        events.expect("open");
        return connection;
    }

    /** Waits until something holds. */
    static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + SECONDS * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come to that");
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** The connection is gone: state, transport, owner, events. */
    void gone() throws InterruptedException {
        WebSocketConnection connection = ws();
        await(() -> connection.readyState() == ReadyState.CLOSED && end.isClosed());
        assertThat(owned).endsWith("ended CLOSED");
        events.end();
    }

    @Override
    public void close() {
        if (runtime != null) {
            runtime.close();
        }
        events.end();
    }
}
