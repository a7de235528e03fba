package dev.ws.jakarta.container;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.extension.deflate.PerMessageDeflate;
import dev.ws.handshake.HandshakeOptions;
import dev.ws.jakarta.InstanceProvider;
import dev.ws.jakarta.endpoint.PathTable;
import dev.ws.jakarta.session.OpenSessions;
import dev.ws.jakarta.session.SessionLimits;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketUpgrade;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of a web application, each with a server of the engine for its options. Endpoints may be added at any time.
 * Until the web application has started, one that cannot be deployed takes the others with it (specification 5.2.1);
 * afterwards it is the only one that is missing. Any thread.
 */
public final class JakartaServerContainer extends JakartaClientContainer implements ServerContainer {
    private final ServletContext context;
    private final ClassLoader loader;
    private final InstanceProvider instances;
    private final DeploymentOptions options;
    private final PathTable<Served> endpoints = new PathTable<>();
    private final EndpointPeers peers = new EndpointPeers();
    private final InlineDispatch inline = new InlineDispatch();
    private final ReentrantLock deployment = new ReentrantLock();
    private final List<Served> deployed = new ArrayList<>(); // deployment
    private final Set<Class<?>> annotated = new HashSet<>(); // deployment; classes that came without a configuration
    private final Map<ServerKey, Engine> undeployed = new HashMap<>(); // deployment; of upgrades without a path
    private @Nullable DeploymentException failure; // deployment; the first one before the start
    private boolean started; // deployment
    private volatile boolean alone = true; // the thread that starts the web application

    private JakartaServerContainer(
            ServletContext context, InstanceProvider instances, DeploymentOptions options, ConnectionRuntime runtime) {
        super(instances, runtime);
        this.context = context;
        this.loader = ApplicationInstances.loader(context);
        this.instances = instances;
        this.options = options;
    }

    /**
     * Creates the container of a web application.
     *
     * @param context the web application
     * @param instances makes the application's objects
     * @param options the parameters of the web application
     * @return the container, without endpoints
     * @throws DeploymentException for a parameter that is not understood
     */
    public static JakartaServerContainer create(
            ServletContext context, InstanceProvider instances, DeploymentOptions options) throws DeploymentException {
        JakartaServerContainer container =
                new JakartaServerContainer(context, instances, options, WebSocketUpgrade.runtime(context));
        Integer text = options.tomcatBufferSize("text");
        if (text != null) {
            container.setDefaultMaxTextMessageBufferSize(text);
        }
        Integer binary = options.tomcatBufferSize("binary");
        if (binary != null) {
            container.setDefaultMaxBinaryMessageBufferSize(binary);
        }
        JakartaContainerProvider.install(container.loader, container);
        return container;
    }

    /**
     * Another implementation has deployed the same endpoints before it was replaced: it has made their configurators, and
     * those that have nothing to say are not made again.
     */
    public void replacesAnother() {
        alone = false;
    }

    /** Ends with the web application, whose servers are stopped elsewhere. */
    @Override
    public void close() {
        JakartaContainerProvider.uninstall(loader);
        super.close();
    }

    /** A server of the engine with the options of its connections. */
    private record Engine(WebSocketServer server, EndpointSettings settings) {}

    /** A deployed endpoint. */
    private record Served(Deployed endpoint, Engine engine, OpenSessions sessions) {}

    /** What upgrades without a path share a server by: the path counts where it has options of its own. */
    private record ServerKey(Class<?> endpoint, String path, boolean compressed) {}

    // --- deployment --------------------------------------------------------------------------------------------------

    @Override
    public void addEndpoint(@Nullable Class<?> endpointClass) throws DeploymentException {
        if (endpointClass == null) {
            throw new DeploymentException("the endpoint class is null");
        }
        deployment.lock();
        try {
            requireNoFailure();
            // Applications submit what the scan found already (specification 6).
            if (!annotated.contains(endpointClass)) {
                deploy(() -> Deployed.of(endpointClass, instances));
                annotated.add(endpointClass);
            }
        } finally {
            deployment.unlock();
        }
    }

    @Override
    public void addEndpoint(@Nullable ServerEndpointConfig serverConfig) throws DeploymentException {
        if (serverConfig == null) {
            throw new DeploymentException("the configuration of the endpoint is null");
        }
        deployment.lock();
        try {
            requireNoFailure();
            deploy(() -> Deployed.of(serverConfig, instances));
        } finally {
            deployment.unlock();
        }
    }

    private interface Check {
        Deployed run() throws DeploymentException;
    }

    private void requireNoFailure() throws DeploymentException {
        if (failure != null) {
            throw new DeploymentException(
                    "no endpoint is deployed because of an earlier one: " + failure.getMessage(), failure);
        }
    }

    private void deploy(Check check) throws DeploymentException {
        try {
            Deployed endpoint = check.run();
            Served served = new Served(endpoint, engine(endpoint), new OpenSessions());
            endpoints.add(endpoint.template(), served);
            deployed.add(served);
        } catch (DeploymentException e) {
            if (!started) {
                failure = e;
                removeAll();
            }
            throw e;
        }
    }

    private void removeAll() {
        for (Served served : deployed) {
            endpoints.remove(served.endpoint().template());
            served.engine().server().closeNow();
        }
        deployed.clear();
        annotated.clear();
    }

    /** The web application has started: an endpoint that cannot be deployed does no harm to others from now on. */
    public void started() {
        deployment.lock();
        try {
            started = true;
        } finally {
            deployment.unlock();
        }
    }

    private Engine engine(Deployed endpoint) throws DeploymentException {
        ServerEndpointConfig config = endpoint.config();
        EndpointSettings settings = options.settings(config.getPath(), config.getEndpointClass());
        WebSocketServer.Builder builder = WebSocketUpgrade.builder(context)
                .options(InlineDispatch.withoutBlocking(settings.webSocket()))
                .handshake(HandshakeOptions.builder()
                        .originPolicy(settings.origin())
                        .upgradeTokenInList(true)
                        .build())
                .maxConnections(settings.maxConnections())
                .handleExtensions((offers, request) -> opening(request).extensions(offers))
                .verifyClient(request -> opening(request)
                        .verify(request.origin(), request.headers().joined("Sec-WebSocket-Protocol")))
                .handleProtocols((requested, request) -> opening(request).subprotocol())
                .onHeaders(JakartaServerContainer::answer)
                .onConnection((ws, request) -> {
                    if (ws instanceof WebSocketConnection connection) {
                        inline.opened(settings.webSocket(), connection, config.getPath());
                    }
                    opening(request).open(ws);
                });
        if (isCompressed(config, settings)) {
            builder.perMessageDeflate(settings.deflate());
        }
        return new Engine(builder.build(), settings);
    }

    // Off by default, as an extension that costs memory should be asked for; listing it is asking.
    private static boolean isCompressed(ServerEndpointConfig config, EndpointSettings settings) {
        Boolean said = settings.compression();
        return said == null
                ? config.getExtensions().stream()
                        .anyMatch(extension -> extension.getName().equals(PerMessageDeflate.TOKEN))
                : said;
    }

    private static Opening opening(HandshakeRequest request) {
        return (Opening) Objects.requireNonNull(request.attributes().get(Opening.ATTRIBUTE));
    }

    private static void answer(Headers.Builder headers, HandshakeRequest request) {
        try {
            opening(request).answer(headers);
        } catch (InstantiationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    // --- handshakes --------------------------------------------------------------------------------------------------

    /**
     * Answers a request with the endpoint that is deployed at its path, if there is one.
     *
     * @param path the path below the context path, as sent, without path parameters
     * @param request an upgrade request
     * @param response its response
     * @return whether there is one; if not, nothing happened
     * @throws IOException when the answer cannot be sent
     * @throws ServletException when the container fails
     */
    public boolean upgrade(String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        PathTable.Match<Served> match = endpoints.find(path);
        if (match == null) {
            return false;
        }
        Served served = match.value();
        upgrade(request, response, served.engine(), served.endpoint(), served::sessions, () -> {}, match.parameters());
        return true;
    }

    /**
     * Answers an upgrade request with an endpoint that need not be deployed (specification 2.1).
     *
     * @throws IllegalArgumentException when request or response are none of HTTP
     */
    @Override
    public void upgradeHttpToWebSocket(
            Object httpServletRequest,
            Object httpServletResponse,
            ServerEndpointConfig sec,
            Map<String, String> pathParameters)
            throws IOException, DeploymentException {
        if (!(httpServletRequest instanceof HttpServletRequest request)
                || !(httpServletResponse instanceof HttpServletResponse response)) {
            throw new IllegalArgumentException("not a servlet request and response of HTTP");
        }
        Deployed endpoint = Deployed.of(sec, instances);
        try {
            upgrade(
                    request,
                    response,
                    undeployed(endpoint),
                    endpoint,
                    () -> peers.enter(sec),
                    () -> peers.leave(sec),
                    pathParameters);
        } catch (ServletException e) {
            throw new DeploymentException("the request cannot be upgraded", e);
        }
    }

    // Front controllers make a new configuration per request, often with the address as path, but have few classes.
    private Engine undeployed(Deployed endpoint) throws DeploymentException {
        ServerEndpointConfig config = endpoint.config();
        String path = options.namesPath(config.getPath()) ? config.getPath() : "";
        boolean compressed = isCompressed(config, options.settings(config.getPath(), config.getEndpointClass()));
        ServerKey key = new ServerKey(config.getEndpointClass(), path, compressed);
        deployment.lock();
        try {
            Engine known = undeployed.get(key);
            if (known == null) {
                known = engine(endpoint);
                undeployed.put(key, known);
            }
            return known;
        } finally {
            deployment.unlock();
        }
    }

    private void upgrade(
            HttpServletRequest request,
            HttpServletResponse response,
            Engine engine,
            Deployed endpoint,
            Supplier<OpenSessions> sessions,
            Runnable ended,
            Map<String, String> pathParameters)
            throws IOException, ServletException {
        if (alone) {
            endpoint.configurator().make();
        }
        Opening opening =
                new Opening(this, endpoint, sessions, limits(engine.settings()), ended, pathParameters, request);
        WebSocketUpgrade.upgrade(request, response, engine.server(), Map.of(Opening.ATTRIBUTE, opening));
    }

    private SessionLimits limits(EndpointSettings settings) {
        Integer text = settings.maxTextMessage();
        Integer binary = settings.maxBinaryMessage();
        Duration idle = settings.idleTimeout();
        return new SessionLimits(
                text == null ? getDefaultMaxTextMessageBufferSize() : text,
                binary == null ? getDefaultMaxBinaryMessageBufferSize() : binary,
                idle == null ? getDefaultMaxSessionIdleTimeout() : idle.toMillis(),
                getDefaultAsyncSendTimeout(),
                settings.outbound(),
                settings.closeWithoutCode());
    }
}
