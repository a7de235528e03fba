package dev.ws.server;

import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.Agreement;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.frame.Role;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.handshake.ServerHandshake.Acceptable;
import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An accepted handshake on its way to a connection. Holds a place until then. Called by whoever feeds the server. */
final class AcceptedUpgrade implements Upgrade.Accepted {
    private static final TransportEvents NOBODY = new TransportEvents() {
        @Override
        public void readable() {}

        @Override
        public void writable() {}

        @Override
        public void closed(@Nullable Throwable cause) {}
    };

    private final Acceptable acceptable;
    private final HandshakeResponse response;
    private final Connections connections;
    private final ConnectionRuntime runtime;
    private final WebSocketOptions options;
    private final String subprotocol;
    private final AtomicReference<State> state = new AtomicReference<>(State.PENDING);

    private enum State {
        PENDING,
        OPENED,
        ABANDONED
    }

    AcceptedUpgrade(
            Acceptable acceptable,
            String subprotocol,
            HandshakeResponse response,
            Connections connections,
            ConnectionRuntime runtime,
            WebSocketOptions options) {
        this.acceptable = acceptable;
        this.subprotocol = subprotocol;
        this.response = response;
        this.connections = connections;
        this.runtime = runtime;
        this.options = options;
    }

    @Override
    public HandshakeResponse response() {
        return response;
    }

    @Override
    public WebSocket open(Transport transport) {
        if (!state.compareAndSet(State.PENDING, State.OPENED)) {
            if (state.get() == State.ABANDONED) {
                discard(transport);
            }
            throw new IllegalStateException("the upgrade was opened or abandoned before");
        }
        if (connections.tooLate()) {
            drop();
            discard(transport);
            throw new IllegalStateException("the server was shut down");
        }
        WebSocketConnection connection =
                new WebSocketConnection(Role.SERVER, options, agreement(), runtime, connections);
        connection.start(transport);
        return connection;
    }

    private Agreement agreement() {
        return new Agreement(acceptable.request(), subprotocol, acceptable.chain(), acceptable.extensionsField(), null);
    }

    @Override
    public void abandon(Throwable cause) {
        if (state.compareAndSet(State.PENDING, State.ABANDONED)) {
            drop();
        }
    }

    private static void discard(Transport transport) {
        transport.start(NOBODY);
        transport.close();
    }

    private void drop() {
        acceptable.discard();
        connections.giveBack();
    }
}
