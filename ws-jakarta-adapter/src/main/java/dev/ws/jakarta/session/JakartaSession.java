package dev.ws.jakarta.session;

import dev.ws.CloseCode;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.SendCallback;
import dev.ws.WebSocket;
import dev.ws.connection.PreparedMessage;
import dev.ws.jakarta.WebSocketSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.Principal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A session over a connection of the engine: what the application holds. {@link SessionLife} brings events to the endpoint,
 * {@link HandlerTable} messages to handlers; {@link BasicRemote} and {@link AsyncRemote} send. Any thread. Longer than others
 * because the public interface is: each method is a few lines.
 *
 * <p>All methods but {@link #close()}, {@link #isOpen()}, {@link #getId()} and {@link #webSocket()} throw
 * {@link IllegalStateException} once the endpoint's onClose has returned. Until then other threads see the session as open,
 * though its end may have begun and sends fail; callbacks of the endpoint see it as closed when the end has begun.
 */
public final class JakartaSession implements WebSocketSession, TypedHandlers {
    private static final AtomicLong IDS = new AtomicLong();

    private final String id = Long.toString(IDS.incrementAndGet());
    private final SessionSetup setup;
    private final SessionFacts facts;
    private final UserProperties properties;
    private final IdleWatch idle;
    private final SessionLife life;
    private final HandlerTable handlers;
    private final Outbound out;
    private final BasicRemote basic;
    private final AsyncRemote async;
    private volatile long maxIdleTimeout; // any
    private volatile @Nullable WebSocket ws; // set once by attach
    private volatile @Nullable Future<?> closeTimer; // whoever closes the session, once

    private JakartaSession(SessionSetup setup) {
        this.setup = setup;
        this.facts = setup.facts();
        this.properties = new UserProperties(setup.userProperties());
        this.maxIdleTimeout = setup.limits().maxIdleTimeout();
        this.idle = new IdleWatch(setup.runtime()::schedule, System::nanoTime, this::expired);
        this.life = new SessionLife(this, setup, idle);
        this.handlers = new HandlerTable(setup.coders(), life, idle, setup.limits());
        this.out = new Outbound(this, setup, idle);
        this.basic = new BasicRemote(out);
        this.async = new AsyncRemote(out);
    }

    /**
     * Creates a session. The endpoint is called with the calling thread's context class loader.
     *
     * @param setup all it needs
     * @return a session that waits for its connection
     */
    public static JakartaSession of(SessionSetup setup) {
        JakartaSession session = new JakartaSession(setup);
        session.properties.onChange(session::propertiesChanged);
        session.propertiesChanged();
        return session;
    }

    /**
     * Takes the connection, before anything is read: in the server's onConnection or the client's setup.
     *
     * @param connection the connection, on which nothing has happened yet
     */
    public void attach(WebSocket connection) {
        ws = connection;
        handlers.attach(connection);
        connection.addListener(life);
    }

    /**
     * Takes a connection whose onOpen event is being told and tells the endpoint of it: the client's way, as its handshake is
     * known only then.
     *
     * @param connection the connection, of which nothing was read yet
     */
    public void open(WebSocket connection) {
        attach(connection);
        life.onOpen(connection);
    }

    /** What is known of the connection when it is open. Pump thread. */
    void opens(WebSocket connection) {
        note(UserProperties.REMOTE_ADDRESS, connection.handshake().remoteAddress());
        note(UserProperties.LOCAL_ADDRESS, connection.handshake().localAddress());
    }

    private void note(String name, @Nullable InetSocketAddress address) {
        if (address != null) {
            properties.unlisted(name, address);
        }
    }

    HandlerTable handlers() {
        return handlers;
    }

    private void propertiesChanged() {
        out.blockingTimeout(properties.millis(UserProperties.BLOCKING_SEND_TIMEOUT, 0));
        watchIdle();
    }

    private void watchIdle() {
        idle.limits(
                maxIdleTimeout,
                properties.millis(UserProperties.READ_IDLE_TIMEOUT, 0),
                properties.millis(UserProperties.WRITE_IDLE_TIMEOUT, 0));
    }

    private void checkUsable() {
        if (life.isClosed()) {
            throw new IllegalStateException("session " + id + " is closed");
        }
    }

    // --- closing -----------------------------------------------------------------------------------------------------

    @Override
    public boolean isOpen() {
        WebSocket connection = ws;
        if (connection == null || life.isClosed()) {
            return false;
        }
        // Who sees the end from outside may rely on onClose having been told. The endpoint itself has to see it at
        // once.
        return !life.isInside() || (life.isOpen() && connection.isOpen());
    }

    /** {@return whether messages to many should go to this session too} */
    boolean takesBroadcasts() {
        return life.isOpen();
    }

    @Override
    public void close() {
        close(new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
    }

    @Override
    public void close(@Nullable CloseReason closeReason) {
        CloseReason reason = Outbound.given(closeReason, "closeReason");
        int code = CloseReasons.onWire(reason.getCloseCode());
        WebSocket connection = webSocket();
        if (connection.readyState() == ReadyState.OPEN && life.begin(reason)) {
            close(connection, code, reason.getReasonPhrase());
            life.tellEnd();
        }
    }

    private void close(WebSocket connection, int code, @Nullable String phrase) {
        if (code == CloseCode.NO_STATUS) {
            connection.close();
        } else {
            connection.close(code, phrase == null ? "" : phrase);
        }
        long patience = properties.millis(UserProperties.SESSION_CLOSE_TIMEOUT, 0);
        if (patience > 0) {
            try {
                closeTimer = setup.runtime().schedule(connection::terminate, Duration.ofMillis(patience));
            } catch (RejectedExecutionException stopped) {
                connection.terminate(); // the runtime is closed, which ends all connections
            }
        }
    }

    /** The connection is gone. Pump thread. */
    void disconnected() {
        Future<?> running = closeTimer;
        if (running != null) {
            running.cancel(false);
        }
    }

    // The endpoint is told elsewhere, as application code may block the timer's thread.
    private void expired() {
        String why = "idle timeout";
        if (!life.begin(new CloseReason(CloseCodes.CLOSED_ABNORMALLY, why))) {
            return;
        }
        close(webSocket(), CloseCode.GOING_AWAY, why);
        try {
            setup.runtime().executor().execute(life::tellEnd);
        } catch (RuntimeException refused) {
            life.tellEnd(); // the executor is shut down: better here than never
        }
    }

    // --- handlers ----------------------------------------------------------------------------------------------------

    @Override
    public void addMessageHandler(@Nullable MessageHandler handler) {
        checkUsable();
        MessageHandler given = Outbound.given(handler, "handler");
        handlers.add(HandlerType.of(given), given, -1);
    }

    @Override
    public <T> void addMessageHandler(@Nullable Class<T> type, MessageHandler.@Nullable Whole<T> handler) {
        checkUsable();
        handlers.add(Outbound.given(type, "type"), Outbound.given(handler, "handler"), -1);
    }

    @Override
    public <T> void addMessageHandler(@Nullable Class<T> type, MessageHandler.@Nullable Partial<T> handler) {
        checkUsable();
        handlers.add(Outbound.given(type, "type"), Outbound.given(handler, "handler"), -1);
    }

    @Override
    public void addMessageHandler(Class<?> type, MessageHandler handler, long maxMessageSize) {
        checkUsable();
        handlers.add(type, handler, maxMessageSize);
    }

    @Override
    public Set<MessageHandler> getMessageHandlers() {
        checkUsable();
        return handlers.handlers();
    }

    @Override
    public void removeMessageHandler(@Nullable MessageHandler handler) {
        checkUsable();
        if (handler != null) {
            handlers.remove(handler);
        }
    }

    // --- limits ------------------------------------------------------------------------------------------------------

    @Override
    public long getMaxIdleTimeout() {
        checkUsable();
        return maxIdleTimeout;
    }

    @Override
    public void setMaxIdleTimeout(long millis) {
        checkUsable();
        maxIdleTimeout = millis;
        watchIdle();
    }

    @Override
    public int getMaxBinaryMessageBufferSize() {
        checkUsable();
        return handlers.maxBinary();
    }

    @Override
    public void setMaxBinaryMessageBufferSize(int bytes) {
        checkUsable();
        handlers.maxBinary(bytes);
    }

    @Override
    public int getMaxTextMessageBufferSize() {
        checkUsable();
        return handlers.maxText();
    }

    @Override
    public void setMaxTextMessageBufferSize(int bytes) {
        checkUsable();
        handlers.maxText(bytes);
    }

    // --- sending -----------------------------------------------------------------------------------------------------

    @Override
    public RemoteEndpoint.Async getAsyncRemote() {
        checkUsable();
        return async;
    }

    @Override
    public RemoteEndpoint.Basic getBasicRemote() {
        checkUsable();
        return basic;
    }

    @Override
    public Map<Session, CompletableFuture<Void>> broadcast(String text) {
        checkUsable();
        return setup.peers().broadcast(Message.text(text));
    }

    @Override
    public Map<Session, CompletableFuture<Void>> broadcast(ByteBuffer data) {
        checkUsable();
        return setup.peers().broadcast(Message.binary(data));
    }

    /** Sends a message that all sessions of the endpoint get. */
    void send(PreparedMessage message, SendCallback told) {
        out.send(message, told);
    }

    // --- what there is to know ---------------------------------------------------------------------------------------

    @Override
    public WebSocket webSocket() {
        WebSocket connection = ws;
        if (connection == null) {
            throw new IllegalStateException("session " + id + " has no connection yet");
        }
        return connection;
    }

    @Override
    public void suspend() {
        checkUsable();
        webSocket().pause();
    }

    @Override
    public void resume() {
        checkUsable();
        webSocket().resume();
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public WebSocketContainer getContainer() {
        checkUsable();
        return setup.container();
    }

    @Override
    public String getProtocolVersion() {
        checkUsable();
        return "13"; // RFC 6455 section 4.1
    }

    @Override
    public String getNegotiatedSubprotocol() {
        checkUsable();
        return facts.subprotocol();
    }

    @Override
    public List<Extension> getNegotiatedExtensions() {
        checkUsable();
        return facts.extensions();
    }

    @Override
    public boolean isSecure() {
        checkUsable();
        return facts.secure();
    }

    @Override
    public URI getRequestURI() {
        checkUsable();
        return facts.requestUri();
    }

    @Override
    public Map<String, List<String>> getRequestParameterMap() {
        checkUsable();
        return Collections.unmodifiableMap(facts.requestParameters());
    }

    @Override
    public @Nullable String getQueryString() {
        checkUsable();
        return facts.queryString();
    }

    @Override
    public Map<String, String> getPathParameters() {
        checkUsable();
        return Collections.unmodifiableMap(facts.pathParameters());
    }

    @Override
    public Map<String, Object> getUserProperties() {
        checkUsable();
        return properties;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        checkUsable();
        return facts.principal();
    }

    @Override
    public Set<Session> getOpenSessions() {
        checkUsable();
        return setup.peers().snapshot();
    }

    /** {@return what a line of the log calls the session, at any time; the path is encoded, as it was asked for} */
    String label() {
        WebSocket connection = ws;
        return this + (connection == null ? "" : " (connection " + connection.id() + ")") + " at "
                + facts.requestUri().getRawPath();
    }

    @Override
    public String toString() {
        return "session " + id;
    }
}
