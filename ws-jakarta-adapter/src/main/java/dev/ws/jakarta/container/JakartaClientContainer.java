package dev.ws.jakarta.container;

import dev.ws.client.WebSocketClient;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.jakarta.InstanceProvider;
import dev.ws.jakarta.coder.ConnectionCoders;
import dev.ws.jakarta.session.JakartaSession;
import dev.ws.jakarta.session.OpenSessions;
import dev.ws.jakarta.session.SessionFacts;
import dev.ws.jakarta.session.SessionLimits;
import dev.ws.jakarta.session.SessionSetup;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Connects to servers for applications, and holds what new sessions start with. Threads are those of a given runtime, or of
 * an own one, whose daemons start with the first connection and end while there is nothing to do. Any thread.
 */
public class JakartaClientContainer implements WebSocketContainer, AutoCloseable {
    /** The largest whole message in bytes, until the application sets another limit. */
    static final int DEFAULT_MAX_MESSAGE = 104_857_600;

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final InstanceProvider instances;
    private final @Nullable ConnectionRuntime given;
    private final EndpointPeers peers = new EndpointPeers();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ConnectionRuntime runtime; // lock, once
    private @Nullable WebSocketClient client; // lock, once
    private boolean closed; // lock, once
    private volatile long asyncSendTimeout; // any
    private volatile long maxSessionIdleTimeout; // any
    private volatile int maxBinaryMessage = DEFAULT_MAX_MESSAGE; // any
    private volatile int maxTextMessage = DEFAULT_MAX_MESSAGE; // any

    /** Creates a container of its own, which makes instances by their constructors. */
    public JakartaClientContainer() {
        this(PlainInstances.INSTANCE, null);
    }

    /**
     * Creates a container.
     *
     * @param instances makes endpoints, configurators, encoders and decoders
     * @param runtime threads and buffers, not closed by this; null for a runtime of its own
     */
    public JakartaClientContainer(InstanceProvider instances, @Nullable ConnectionRuntime runtime) {
        this.instances = instances;
        this.given = runtime;
    }

    // --- connecting --------------------------------------------------------------------------------------------------

    @Override
    public Session connectToServer(@Nullable Object annotatedEndpointInstance, @Nullable URI path)
            throws DeploymentException, IOException {
        Object instance = given(annotatedEndpointInstance, "annotatedEndpointInstance");
        return connect(ClientPart.annotated(instance, instances), given(path, "path"));
    }

    @Override
    public Session connectToServer(@Nullable Class<?> annotatedEndpointClass, @Nullable URI path)
            throws DeploymentException, IOException {
        Class<?> type = given(annotatedEndpointClass, "annotatedEndpointClass");
        return connect(ClientPart.annotated(type, instances), given(path, "path"));
    }

    @Override
    public Session connectToServer(
            @Nullable Endpoint endpointInstance, @Nullable ClientEndpointConfig cec, @Nullable URI path)
            throws DeploymentException, IOException {
        Endpoint endpoint = given(endpointInstance, "endpointInstance");
        return connect(ClientPart.of(endpoint, given(cec, "cec")), given(path, "path"));
    }

    @Override
    public Session connectToServer(
            @Nullable Class<? extends Endpoint> endpointClass, @Nullable ClientEndpointConfig cec, @Nullable URI path)
            throws DeploymentException, IOException {
        Class<? extends Endpoint> type = given(endpointClass, "endpointClass");
        return connect(ClientPart.of(type, given(cec, "cec"), instances), given(path, "path"));
    }

    private static <T> T given(@Nullable T argument, String name) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " is null");
        }
        return argument;
    }

    private Session connect(ClientPart part, URI address) throws DeploymentException, IOException {
        AtomicBoolean released = new AtomicBoolean();
        OpenSessions siblings = peers.enter(part.key());
        Runnable release = () -> {
            if (released.compareAndSet(false, true)) {
                release(part);
            }
        };
        try {
            WebSocketClient connecting = client();
            return new ClientConnect(
                            connecting, part.config(), address, facts -> session(part, siblings, facts, release))
                    .run();
        } catch (Throwable failed) {
            release.run();
            throw failed;
        }
    }

    private void release(ClientPart part) {
        peers.leave(part.key());
        if (part.made() != null) {
            instances.destroy(part.made());
        }
    }

    private JakartaSession session(ClientPart part, OpenSessions siblings, SessionFacts facts, Runnable ended) {
        ConnectionCoders coders = part.coders().open(part.config(), instances);
        SessionLimits limits =
                new SessionLimits(maxTextMessage, maxBinaryMessage, maxSessionIdleTimeout, asyncSendTimeout);
        return JakartaSession.of(new SessionSetup(
                this,
                part.endpoint(),
                part.config(),
                part.config().getUserProperties(),
                siblings,
                coders,
                facts,
                limits,
                runtime(),
                ended));
    }

    private WebSocketClient client() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the container is closed");
            }
            WebSocketClient existing = client;
            if (existing == null) {
                existing = WebSocketClient.builder().runtime(runtime()).build();
                client = existing;
            }
            return existing;
        } finally {
            lock.unlock();
        }
    }

    ConnectionRuntime runtime() {
        lock.lock();
        try {
            ConnectionRuntime existing = runtime;
            if (existing == null) {
                existing = given == null ? ConnectionRuntime.create() : given;
                runtime = existing;
            }
            return existing;
        } finally {
            lock.unlock();
        }
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    /**
     * Closes all client sessions with 1001 (going away), cuts those whose server does not answer within a second, and ends the
     * threads of an own runtime. From then on connecting throws {@link IllegalStateException}. Has no effect when called again.
     */
    @Override
    public void close() {
        WebSocketClient open;
        lock.lock();
        try {
            open = closed ? null : client;
            closed = true;
        } finally {
            lock.unlock();
        }
        if (open == null) {
            return;
        }
        awaitEnd(open.shutdown(CLOSE_PATIENCE));
        if (given == null) {
            runtime().close();
        }
    }

    private static void awaitEnd(CompletableFuture<Void> ended) {
        try {
            ended.completeOnTimeout(null, 2 * CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException never) {
            throw new AssertionError(never);
        }
    }

    /** {@return whether no connection is open or being made} */
    boolean isIdle() {
        return peers.isEmpty();
    }

    // --- what sessions start with ------------------------------------------------------------------------------------

    @Override
    public long getDefaultAsyncSendTimeout() {
        return asyncSendTimeout;
    }

    @Override
    public void setAsyncSendTimeout(long timeoutmillis) {
        asyncSendTimeout = timeoutmillis;
    }

    @Override
    public long getDefaultMaxSessionIdleTimeout() {
        return maxSessionIdleTimeout;
    }

    @Override
    public void setDefaultMaxSessionIdleTimeout(long timeout) {
        maxSessionIdleTimeout = timeout;
    }

    @Override
    public int getDefaultMaxBinaryMessageBufferSize() {
        return maxBinaryMessage;
    }

    @Override
    public void setDefaultMaxBinaryMessageBufferSize(int max) {
        maxBinaryMessage = max;
    }

    @Override
    public int getDefaultMaxTextMessageBufferSize() {
        return maxTextMessage;
    }

    @Override
    public void setDefaultMaxTextMessageBufferSize(int max) {
        maxTextMessage = max;
    }

    @Override
    public Set<Extension> getInstalledExtensions() {
        return Set.of(NegotiableExtension.PERMESSAGE_DEFLATE);
    }
}
