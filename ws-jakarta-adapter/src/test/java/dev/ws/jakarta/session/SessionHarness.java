package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionOwner;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import dev.ws.jakarta.coder.ConnectionCoders;
import dev.ws.transport.TransportEvents;
import dev.ws.transport.TransportPair;
import dev.ws.transport.Waiting;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;

/** A server's session over one end of a pair, whose other end the test plays by hand. Its pump runs inside {@link #send}. */
final class SessionHarness implements AutoCloseable {
    static final InetSocketAddress REMOTE = InetSocketAddress.createUnresolved("peer", 1);
    static final InetSocketAddress LOCAL = InetSocketAddress.createUnresolved("here", 2);

    final RecordingEndpoint endpoint;
    final TransportPair pair = new TransportPair();
    final Map<String, Object> properties = new HashMap<>();
    final AtomicInteger ended = new AtomicInteger();
    final WebSocketContainer container = Mockito.mock(WebSocketContainer.class);
    final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private ConnectionCoders coders = Beans.none();
    private OpenSessions peers = new OpenSessions();
    private SessionLimits limits = new SessionLimits(1 << 20, 1 << 20, 0, 0);
    private UnaryOperator<WebSocketOptions.Builder> options = builder -> builder;
    private @Nullable Endpoint told; // instead of the recording one
    private @Nullable JakartaSession session;

    SessionHarness() {
        this(new RecordingEndpoint());
    }

    SessionHarness(RecordingEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    SessionHarness told(Endpoint given) {
        told = given;
        return this;
    }

    SessionHarness coders(ConnectionCoders given) {
        coders = given;
        return this;
    }

    SessionHarness peers(OpenSessions given) {
        peers = given;
        return this;
    }

    SessionHarness limits(SessionLimits given) {
        limits = given;
        return this;
    }

    SessionHarness options(UnaryOperator<WebSocketOptions.Builder> change) {
        options = change;
        return this;
    }

    /** Creates the session and opens its connection. */
    JakartaSession open() {
        SessionSetup setup = new SessionSetup(
                container,
                told == null ? endpoint : told,
                ClientEndpointConfig.Builder.create().build(),
                properties,
                peers,
                coders,
                new SessionFacts(
                        URI.create("wss://host/a/c?d=e"),
                        "d=e",
                        new HashMap<>(Map.of("d", List.of("e"), "b", List.of("c"))),
                        new HashMap<>(Map.of("b", "c")),
                        () -> "somebody",
                        true,
                        "chat",
                        List.of()),
                limits,
                runtime,
                ended::incrementAndGet);
        JakartaSession fresh = JakartaSession.of(setup);
        session = fresh;
        WebSocketConnection ws = new WebSocketConnection(
                Role.SERVER,
                options.apply(WebSocketOptions.builder()).build(),
                HandshakeRequest.builder("GET", "/a/c?d=e")
                        .remoteAddress(REMOTE)
                        .localAddress(LOCAL)
                        .build(),
                "chat",
                List.of(),
                runtime,
                new ConnectionOwner() {
                    @Override
                    public @Nullable CompletionStage<?> opened(WebSocket opened) {
                        fresh.attach(opened);
                        return null;
                    }

                    @Override
                    public void ended(WebSocket gone) {}
                });
        pair.client().start(new TransportEvents() {
            @Override
            public void readable() {}

            @Override
            public void writable() {}

            @Override
            public void closed(@Nullable Throwable cause) {}
        });
        ws.start(pair.server());
        return fresh;
    }

    /** Opens a session whose endpoint does something first. */
    JakartaSession open(RecordingEndpoint.Action whenOpen) {
        endpoint.whenOpen(whenOpen);
        return open();
    }

    // --- the peer ----------------------------------------------------------------------------------------------------

    /** Writes frames in one piece; the session's pump runs inside this call. */
    void send(WireFrame... frames) throws IOException {
        put(frames);
        pair.client().flush();
    }

    /** Writes frames without telling the other side. */
    void put(WireFrame... frames) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(WireFrame.bytes(Role.SERVER, frames));
        pair.client().write(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(65536);
        try {
            while (pair.client().read(buffer) > 0) {
                received.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        } catch (IOException broken) {
            return; // what came before counts
        }
    }

    /** Reads what is there and describes its frames. */
    List<String> frames() {
        read();
        List<String> frames = WireFrame.describe(received.toByteArray());
        received.reset();
        return frames;
    }

    /** Waits for frames, exactly these. */
    void expect(String... frames) {
        Waiting.until(() -> {
            read();
            try {
                return WireFrame.describe(received.toByteArray()).size() >= frames.length;
            } catch (BufferUnderflowException incomplete) {
                return false;
            }
        });
        assertThat(frames()).containsExactly(frames);
    }

    /** Answers the close frame and ends the peer's side. */
    void leave() throws IOException {
        send(WireFrame.close(1000, ""));
        pair.client().shutdownOutput();
    }

    /** Waits for the endpoint's events, exactly these. */
    void events(String... events) {
        Waiting.until(() -> endpoint.events.size() >= events.length);
        assertThat(endpoint.events).containsExactly(events);
    }

    /** Waits until onClose has returned. */
    void closed() {
        JakartaSession known = session;
        Waiting.until(() -> known != null && isClosed(known) && ended.get() > 0);
        assertThat(ended).hasValue(1);
    }

    private static boolean isClosed(Session session) {
        try {
            session.getContainer();
            return false;
        } catch (IllegalStateException closed) {
            return true;
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.webSocket().terminate();
        }
        runtime.close();
        assertThat(endpoint.events).doesNotContain("two at once");
    }
}
