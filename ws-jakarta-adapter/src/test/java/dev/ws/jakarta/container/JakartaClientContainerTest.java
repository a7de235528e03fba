package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.CloseStatus;
import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.jakarta.InstanceProvider;
import dev.ws.server.Decision;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import dev.ws.transport.TestCertificate;
import dev.ws.transport.Waiting;
import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E-056, E-058, E-081, E-082, E-107. */
@Timeout(60)
class JakartaClientContainerTest {
    private static final int SECONDS = 30;

    private final Set<Object> instances = ConcurrentHashMap.newKeySet();
    private final JakartaClientContainer container = new JakartaClientContainer(new Counting(), null);
    private final BlockingQueue<HandshakeRequest> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseStatus> ended = new LinkedBlockingQueue<>();
    private final List<WebSocketServer> servers = new ArrayList<>();
    private WebSocketServer server; // JUnit thread

    /** Knows what it has made and was not given back. */
    private final class Counting implements InstanceProvider {
        @Override
        public <T> T create(Class<T> type) throws InstantiationException {
            T made = PlainInstances.INSTANCE.create(type);
            if (!(made instanceof ClientEndpointConfig.Configurator)) {
                instances.add(made);
            }
            return made;
        }

        @Override
        public void destroy(Object instance) {
            instances.remove(instance);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        server = listen(echo(), ListenOptions.builder());
    }

    @AfterEach
    void end() {
        container.close();
        servers.forEach(WebSocketServer::closeNow);
        assertThat(instances).isEmpty();
        assertThat(container.isIdle()).isTrue();
    }

    private WebSocketServer listen(WebSocketServer.Builder builder, ListenOptions.Builder where) throws IOException {
        WebSocketServer listening =
                builder.listen(where.host("127.0.0.1").port(0).build());
        servers.add(listening);
        return listening;
    }

    private WebSocketServer.Builder echo() {
        return WebSocketServer.builder().perMessageDeflate(true).onConnection((ws, request) -> {
            requests.add(request);
            ws.onText(WebSocket::send);
            ws.onClose((from, status) -> ended.add(status));
        });
    }

    private URI uri(String target) {
        return uri("ws", server, target);
    }

    private static URI uri(String scheme, WebSocketServer listening, String target) {
        InetSocketAddress address = (InetSocketAddress) listening.address().orElseThrow();
        return URI.create(scheme + "://localhost:" + address.getPort() + target);
    }

    private HandshakeRequest request() throws InterruptedException {
        return Objects.requireNonNull(requests.poll(SECONDS, TimeUnit.SECONDS));
    }

    private static ClientEndpointConfig plain() {
        return ClientEndpointConfig.Builder.create().build();
    }

    private static ClientEndpointConfig with(String property, Object value) {
        ClientEndpointConfig config = plain();
        config.getUserProperties().put(property, value);
        return config;
    }

    // --- the four forms ----------------------------------------------------------------------------------------------

    @Test
    void anEndpointInstanceIsOpenWhenConnectReturns() throws Exception {
        RecordingEndpoint endpoint = new RecordingEndpoint();

        Session session = container.connectToServer(endpoint, plain(), uri("/chat?room=1&room=b%20c"));

        endpoint.expect("open");
        assertThat(session.isOpen()).isTrue();
        assertThat(session.getRequestURI()).isEqualTo(uri("/chat?room=1&room=b%20c"));
        assertThat(session.getQueryString()).isEqualTo("room=1&room=b%20c");
        assertThat(session.getRequestParameterMap()).isEqualTo(Map.of("room", List.of("1", "b c")));
        assertThat(session.getNegotiatedSubprotocol()).isEmpty();
        assertThat(session.getNegotiatedExtensions()).isEmpty();
        assertThat(session.isSecure()).isFalse();
        assertThat(session.getUserPrincipal()).isNull();
        assertThat(session.getContainer()).isSameAs(container);
        assertThat(request().target()).isEqualTo("/chat?room=1&room=b%20c");
        session.getBasicRemote().sendText("hello");
        endpoint.expect("text hello");
        session.close();
        endpoint.expect("close 1000");
        assertThat(ended.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(new CloseStatus(1000, "", true));
    }

    /** Has no handlers. */
    private static final class Silent extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {}
    }

    @Test
    void aHandlerThatIsAddedAfterwardsHearsTheGreeting() throws Exception {
        WebSocketServer greets = listen(
                WebSocketServer.builder().onConnection((ws, request) -> {
                    ws.send("hello");
                    ws.send(new byte[] {1, 2, 3});
                }),
                ListenOptions.builder());
        BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        for (int i = 0; i < 100; i++) {
            Session session = container.connectToServer(new Silent(), plain(), uri("ws", greets, "/"));
            session.addMessageHandler(String.class, heard::add);
            assertThat(heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
            session.addMessageHandler(byte[].class, heard::add);
            assertThat(heard.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(new byte[] {1, 2, 3});
            session.close();
        }
    }

    @Test
    void anEndpointClassIsMadeForEachConnection() throws Exception {
        Session one = container.connectToServer(RecordingEndpoint.class, plain(), uri("/"));
        Session other = container.connectToServer(RecordingEndpoint.class, plain(), uri("/"));

        assertThat(instances).hasSize(2);
        assertThat(one.getOpenSessions()).containsExactlyInAnyOrder(one, other);
        one.close();
        Waiting.until(() -> instances.size() == 1);
        assertThat(other.getOpenSessions()).containsExactly(other);
    }

    /** An annotated endpoint. */
    @ClientEndpoint(subprotocols = {"chat", "superchat"})
    public static class Annotated {
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        /** Greets. */
        @OnOpen
        public void open(Session session) throws IOException {
            session.getBasicRemote().sendText("hello");
        }

        /** Notes. */
        @OnMessage
        public void message(String text) {
            received.add(text);
        }
    }

    @Test
    void anAnnotatedInstanceIsCalled() throws Exception {
        Annotated endpoint = new Annotated();

        Session session = container.connectToServer(endpoint, uri("/"));

        assertThat(endpoint.received.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
        assertThat(session.getNegotiatedSubprotocol()).isEqualTo("chat");
        assertThat(request().headers().joined("Sec-WebSocket-Protocol")).isEqualTo("chat,superchat");
    }

    @Test
    void anAnnotatedClassIsMade() throws Exception {
        Session session = container.connectToServer(Annotated.class, uri("/"));

        Annotated endpoint = (Annotated) instances.iterator().next();
        assertThat(endpoint.received.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
        session.close();
    }

    @Test
    void whatIsNoEndpointIsRefused() {
        assertThatThrownBy(() -> container.connectToServer(new Object(), uri("/")))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("java.lang.Object is not annotated with @ClientEndpoint");
        assertThatThrownBy(() -> container.connectToServer(String.class, uri("/")))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("java.lang.String is not annotated with @ClientEndpoint");
        assertThatThrownBy(() -> container.connectToServer(NotMade.class, plain(), uri("/")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(NotMade.class.getName());
    }

    /** Has no constructor for us. */
    private static final class NotMade extends RecordingEndpoint {
        @SuppressWarnings("unused") // that is the point
        NotMade(int number) {}
    }

    @Test
    void nullIsRefused() {
        RecordingEndpoint endpoint = new RecordingEndpoint();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> container.connectToServer(endpoint, null, uri("/")))
                .withMessage("cec is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> container.connectToServer(endpoint, plain(), null))
                .withMessage("path is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> container.connectToServer((Object) null, uri("/")))
                .withMessage("annotatedEndpointInstance is null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> container.connectToServer((Class<?>) null, uri("/")))
                .withMessage("annotatedEndpointClass is null");
    }

    // --- failures ----------------------------------------------------------------------------------------------------

    @Test
    void aRefusedConnectionIsAnIoException() throws IOException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        RecordingEndpoint endpoint = new RecordingEndpoint();

        assertThatThrownBy(() -> container.connectToServer(
                        endpoint, plain(), URI.create("ws://me:secret@127.0.0.1:" + port + "/a?token=1")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot connect to ws://127.0.0.1:" + port + "/a: ")
                .hasCauseInstanceOf(ConnectException.class);
        endpoint.nothing();
    }

    @Test
    void anAddressThatIsNoneIsADeploymentException() {
        assertThatThrownBy(() ->
                        container.connectToServer(new RecordingEndpoint(), plain(), URI.create("ftp://localhost/")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("The URL's protocol must be one of");
    }

    @Test
    void anotherAnswerIsADeploymentExceptionAndShownToTheConfigurator() throws IOException {
        WebSocketServer picky = listen(echo().path("/there"), ListenOptions.builder());
        RecordingEndpoint endpoint = new RecordingEndpoint();
        Configured configurator = new Configured();

        assertThatThrownBy(() ->
                        container.connectToServer(endpoint, configurator.config(), uri("ws", picky, "/elsewhere")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageEndingWith("/elsewhere: Unexpected server response: 400");
        assertThat(configurator.responses).hasSize(1);
        assertThat(configurator.responses.get(0).getHeaders()).containsKey("content-LENGTH");
        endpoint.nothing();
    }

    @Test
    void aSilentServerIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("ws://127.0.0.1:" + silent.getLocalPort() + "/");
            assertThatThrownBy(() -> container.connectToServer(
                            new RecordingEndpoint(), with("org.apache.tomcat.websocket.IO_TIMEOUT_MS", "50"), address))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("Opening handshake has timed out");
        }
    }

    @Test
    void anInterruptedThreadGivesUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("ws://127.0.0.1:" + silent.getLocalPort() + "/");
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            Thread connecting = Waiting.inBackground(() -> {
                try {
                    container.connectToServer(new RecordingEndpoint(), plain(), address);
                } catch (IOException interrupted) {
                    failure.complete(Thread.currentThread().isInterrupted() ? interrupted : new AssertionError());
                }
            });
            silent.accept().close(); // connected
            connecting.interrupt();
            assertThat(failure.get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFailureOfOnOpenClosesTheSession() throws Exception {
        RecordingEndpoint endpoint = new RecordingEndpoint() {
            @Override
            public void onOpen(Session session, EndpointConfig config) {
                throw new IllegalStateException("not today");
            }
        };

        Session session = container.connectToServer(endpoint, plain(), uri("/"));

        assertThat(session.isOpen()).isFalse();
        endpoint.expect("error not today");
        endpoint.expect("close 1011");
    }

    // --- the configuration -------------------------------------------------------------------------------------------

    /** A configurator that can be asked what it saw. */
    private static class Configured extends ClientEndpointConfig.Configurator {
        final List<HandshakeResponse> responses = new java.util.concurrent.CopyOnWriteArrayList<>();

        ClientEndpointConfig config() {
            return ClientEndpointConfig.Builder.create().configurator(this).build();
        }

        @Override
        public void afterResponse(HandshakeResponse response) {
            responses.add(response);
        }
    }

    @Test
    void changedHeadersReachTheServer() throws Exception {
        Thread caller = Thread.currentThread();
        Configured configurator = new Configured() {
            @Override
            public void beforeRequest(Map<String, List<String>> headers) {
                assertThat(Thread.currentThread()).isSameAs(caller);
                assertThat(headers.get("upgrade")).containsExactly("websocket");
                assertThat(headers.get("sec-websocket-protocol")).containsExactly("one", "two");
                headers.get("sec-websocket-protocol").add("three");
                headers.put("X-Key", List.of("first", "second"));
                headers.put("Origin", List.of("http://example.org"));
                headers.put("UPGRADE", List.of("nonsense"));
            }
        };
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
                .configurator(configurator)
                .preferredSubprotocols(List.of("one", "two"))
                .build();

        Session session = container.connectToServer(new RecordingEndpoint(), config, uri("/"));

        HandshakeRequest request = request();
        assertThat(request.headers().all("X-Key")).containsExactly("first", "second");
        assertThat(request.headers().all("Origin")).containsExactly("http://example.org");
        assertThat(request.headers().all("Sec-WebSocket-Protocol")).containsExactly("one,two,three");
        assertThat(request.headers().all("Upgrade")).containsExactly("websocket");
        assertThat(session.getNegotiatedSubprotocol()).isEqualTo("one");
        assertThat(configurator.responses).hasSize(1);
        Map<String, List<String>> response = configurator.responses.get(0).getHeaders();
        assertThat(response.get("SEC-websocket-PROTOCOL")).containsExactly("one");
        assertThat(response).containsKey(HandshakeResponse.SEC_WEBSOCKET_ACCEPT);
    }

    @Test
    void whatTheConfiguratorThrowsFailsTheCall() {
        Configured configurator = new Configured() {
            @Override
            public void afterResponse(HandshakeResponse response) {
                throw new IllegalStateException("not what I asked for");
            }
        };
        RecordingEndpoint endpoint = new RecordingEndpoint();

        assertThatThrownBy(() -> container.connectToServer(endpoint, configurator.config(), uri("/")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageEndingWith("not what I asked for");
        endpoint.nothing();
    }

    @Test
    void extensionsAreOfferedInOrderKnownOrNot() throws Exception {
        Extension.Parameter window = new Extension.Parameter() {
            @Override
            public String getName() {
                return "server_max_window_bits";
            }

            @Override
            public String getValue() {
                return "10";
            }
        };
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
                .extensions(List.of(
                        new NegotiableExtension("first", List.of()),
                        new NegotiableExtension("permessage-deflate", List.of(window)),
                        new NegotiableExtension("last", List.of())))
                .build();
        RecordingEndpoint endpoint = new RecordingEndpoint();

        Session session = container.connectToServer(endpoint, config, uri("/"));

        assertThat(request().headers().joined("Sec-WebSocket-Extensions"))
                .isEqualTo("first, permessage-deflate; server_max_window_bits=10, last");
        assertThat(session.getNegotiatedExtensions()).hasSize(1);
        Extension agreed = session.getNegotiatedExtensions().get(0);
        assertThat(agreed.getName()).isEqualTo("permessage-deflate");
        assertThat(agreed.getParameters().get(0).getName()).isEqualTo("server_max_window_bits");
        assertThat(agreed.getParameters().get(0).getValue()).isEqualTo("10");
        session.getBasicRemote().sendText("x".repeat(10_000));
        endpoint.expect("open");
        endpoint.expect("text " + "x".repeat(10_000));
        assertThat(container.getInstalledExtensions())
                .extracting(Extension::getName)
                .containsExactly("permessage-deflate");
    }

    @Test
    void sessionsStartWithTheContainersLimitsAndTheirOwnProperties() throws Exception {
        assertThat(container.getDefaultMaxTextMessageBufferSize()).isEqualTo(104_857_600);
        assertThat(container.getDefaultMaxBinaryMessageBufferSize()).isEqualTo(104_857_600);
        assertThat(container.getDefaultMaxSessionIdleTimeout()).isZero();
        assertThat(container.getDefaultAsyncSendTimeout()).isZero();
        Session before = container.connectToServer(new RecordingEndpoint(), plain(), uri("/"));
        container.setDefaultMaxTextMessageBufferSize(1000);
        container.setDefaultMaxBinaryMessageBufferSize(2000);
        container.setDefaultMaxSessionIdleTimeout(300_000);
        container.setAsyncSendTimeout(4000);
        ClientEndpointConfig config = with("key", "value");

        Session session = container.connectToServer(new RecordingEndpoint(), config, uri("/"));

        assertThat(session.getMaxTextMessageBufferSize()).isEqualTo(1000);
        assertThat(session.getMaxBinaryMessageBufferSize()).isEqualTo(2000);
        assertThat(session.getMaxIdleTimeout()).isEqualTo(300_000);
        assertThat(session.getAsyncRemote().getSendTimeout()).isEqualTo(4000);
        assertThat(before.getMaxTextMessageBufferSize()).isEqualTo(104_857_600);
        session.getUserProperties().put("key", "changed");
        assertThat(config.getUserProperties()).containsEntry("key", "value");
        assertThat(before.getUserProperties()).doesNotContainKey("key");
    }

    @Test
    void callbacksHaveTheCallersClassLoader() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        RecordingEndpoint endpoint = new RecordingEndpoint();
        try (URLClassLoader application = new URLClassLoader(new URL[0], before)) {
            thread.setContextClassLoader(application);
            container.connectToServer(endpoint, plain(), uri("/"));
            assertThat(endpoint.loader).isSameAs(application);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void connectsThroughTlsWithTheContextOfTheConfiguration(@TempDir Path folder) throws Exception {
        TestCertificate localhost = TestCertificate.localhost();
        WebSocketServer tls = listen(echo(), ListenOptions.builder().tls(TestCertificate.context(localhost)));
        URI address = uri("wss", tls, "/");
        ClientEndpointConfig trusting = ClientEndpointConfig.Builder.create()
                .sslContext(TestCertificate.context(null, localhost))
                .build();
        Session session = container.connectToServer(new RecordingEndpoint(), trusting, address);
        assertThat(session.isSecure()).isTrue();
        assertThat(session.getRequestURI()).isEqualTo(address);

        ClientEndpointConfig property =
                with("org.apache.tomcat.websocket.SSL_CONTEXT", TestCertificate.context(null, localhost));
        assertThat(container
                        .connectToServer(new RecordingEndpoint(), property, address)
                        .isSecure())
                .isTrue();

        ClientEndpointConfig store = with(
                "org.apache.tomcat.websocket.SSL_TRUSTSTORE",
                localhost.write(folder.resolve("store")).toString());
        assertThat(container
                        .connectToServer(new RecordingEndpoint(), store, address)
                        .isSecure())
                .isTrue();

        assertThatThrownBy(() -> container.connectToServer(new RecordingEndpoint(), plain(), address))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("PKIX");
    }

    // --- redirects and accounts --------------------------------------------------------------------------------------

    private static Decision refuse(int status, String field, String value) {
        return Decision.reject(status, "", Headers.of(field, value));
    }

    @Test
    void redirectsAreFollowedWithoutCredentialsForOthers() throws Exception {
        WebSocketServer elsewhere = listen(
                echo().verifyClient(request ->
                        refuse(302, "Location", uri("/new?a=b").toString())),
                ListenOptions.builder());
        URI old = URI.create(uri("ws", elsewhere, "/old").toString().replace("localhost", "127.0.0.1"));
        Configured configurator = new Configured() {
            @Override
            public void beforeRequest(Map<String, List<String>> headers) {
                headers.put("Authorization", List.of("Bearer secret"));
                headers.put("X-Key", List.of("known to all"));
            }
        };

        Session session = container.connectToServer(new RecordingEndpoint(), configurator.config(), old);

        assertThat(session.getRequestURI()).isEqualTo(uri("/new?a=b"));
        HandshakeRequest request = request();
        assertThat(request.target()).isEqualTo("/new?a=b");
        assertThat(request.headers().first("Authorization")).isNull();
        assertThat(request.headers().first("X-Key")).isEqualTo("known to all");
        assertThat(configurator.responses).hasSize(1);

        ClientEndpointConfig refusing = with("org.apache.tomcat.websocket.MAX_REDIRECTIONS", "0");
        assertThatThrownBy(() -> container.connectToServer(new RecordingEndpoint(), refusing, old))
                .isInstanceOf(DeploymentException.class)
                .hasMessageEndingWith("Unexpected server response: 302");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Basic realm=\"there\"",
                "Digest realm=\"there\", nonce=\"abc\", qop=\"auth\", algorithm=SHA-256",
            })
    void whoeverIsAskedTellsWhoTheUserIs(String challenge) throws Exception {
        BlockingQueue<String> credentials = new LinkedBlockingQueue<>();
        WebSocketServer asking = listen(
                echo().verifyClient(request -> {
                    String given = request.headers().first("Authorization");
                    if (given == null || given.contains("wrong")) {
                        return refuse(401, "WWW-Authenticate", challenge);
                    }
                    credentials.add(given);
                    return Decision.accept();
                }),
                ListenOptions.builder());
        ClientEndpointConfig config = with("org.apache.tomcat.websocket.WS_AUTHENTICATION_USER_NAME", "me");
        config.getUserProperties().put("org.apache.tomcat.websocket.WS_AUTHENTICATION_PASSWORD", "secret");
        config.getUserProperties().put("org.apache.tomcat.websocket.WS_AUTHENTICATION_REALM", "there");

        Session session = container.connectToServer(new RecordingEndpoint(), config, uri("ws", asking, "/"));

        assertThat(session.isOpen()).isTrue();
        assertThat(credentials.poll(SECONDS, TimeUnit.SECONDS))
                .startsWith(challenge.substring(0, challenge.indexOf(' ')));
        assertThatThrownBy(() -> container.connectToServer(new RecordingEndpoint(), plain(), uri("ws", asking, "/")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageEndingWith("Unexpected server response: 401");
        config.getUserProperties().put("org.apache.tomcat.websocket.WS_AUTHENTICATION_REALM", "elsewhere");
        assertThatThrownBy(() -> container.connectToServer(new RecordingEndpoint(), config, uri("ws", asking, "/")))
                .isInstanceOf(DeploymentException.class)
                .hasMessageEndingWith("Unexpected server response: 401");
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    @Test
    void closingTheContainerClosesItsSessions() throws Exception {
        RecordingEndpoint endpoint = new RecordingEndpoint();
        Session session = container.connectToServer(endpoint, plain(), uri("/"));

        container.close();
        container.close();

        assertThat(session.isOpen()).isFalse();
        endpoint.expect("open");
        endpoint.expect("close 1001");
        assertThat(ended.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(new CloseStatus(1001, "", true));
        assertThatIllegalStateException()
                .isThrownBy(() -> container.connectToServer(new RecordingEndpoint(), plain(), uri("/")))
                .withMessage("the container is closed");
    }

    @Test
    void aRuntimeThatWasGivenIsLeftAlone() throws Exception {
        try (ConnectionRuntime runtime = ConnectionRuntime.create()) {
            try (JakartaClientContainer guest = new JakartaClientContainer(PlainInstances.INSTANCE, runtime)) {
                guest.connectToServer(new RecordingEndpoint(), plain(), uri("/"));
            }
            CompletableFuture<Void> ran = new CompletableFuture<>();
            runtime.executor().execute(() -> ran.complete(null));
            ran.get(SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Closes itself at once. */
    public static final class Leaving extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            try {
                session.close(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, "bye"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void anEndpointMayCloseInOnOpen() throws Exception {
        Session session = container.connectToServer(Leaving.class, plain(), uri("/"));

        assertThat(session.isOpen()).isFalse();
        assertThat(ended.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo(new CloseStatus(1001, "bye", true));
    }
}
