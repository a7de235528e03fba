package dev.ws.jakarta.container;

import dev.ws.CloseStatus;
import dev.ws.ConnectionClosedException;
import dev.ws.Dispatch;
import dev.ws.HandlerErrors;
import dev.ws.HandshakeAnswer;
import dev.ws.HandshakeException;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.client.ClientOptions;
import dev.ws.client.WebSocketClient;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.handshake.AuthChallenge;
import dev.ws.handshake.AuthChallenges;
import dev.ws.handshake.Authentication;
import dev.ws.handshake.WebSocketUri;
import dev.ws.jakarta.session.JakartaSession;
import dev.ws.jakarta.session.SessionFacts;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code connectToServer}: asks the server, again when it wants to know who the user is, and waits until the
 * endpoint's onOpen has returned. The calling thread; the session is made on the connection's thread before
 * anything is read. Application code has the class loader of the calling thread.
 */
final class ClientConnect {
    private static final int UNAUTHORIZED = 401;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final WebSocketClient client;
    private final ClientEndpointConfig config;
    private final URI address;
    private final Function<SessionFacts, JakartaSession> sessions;
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private volatile boolean responseShown; // the thread of a hook, the calling thread

    /**
     * A call.
     *
     * @param client connects
     * @param config what the application wants
     * @param address where to
     * @param sessions makes the session when the handshake is done; not called otherwise
     */
    ClientConnect(
            WebSocketClient client,
            ClientEndpointConfig config,
            URI address,
            Function<SessionFacts, JakartaSession> sessions) {
        this.client = client;
        this.config = config;
        this.address = address;
        this.sessions = sessions;
    }

    JakartaSession run() throws DeploymentException, IOException {
        try {
            return connect(WebSocketUri.of(address));
        } catch (HandshakeException refused) {
            throw failure(refused);
        } catch (IllegalArgumentException bad) {
            throw failure(bad);
        }
    }

    private JakartaSession connect(WebSocketUri uri) throws DeploymentException, IOException {
        ClientProperties properties = new ClientProperties(config.getUserProperties());
        ClientProperties.Account account = properties.account();
        Authentication authentication =
                account == null ? null : new Authentication(account.user(), account.password(), false, RANDOM);
        ClientRequest request = ClientRequest.of(uri, config, properties.origin());
        Headers headers = request.headers();
        while (true) {
            try {
                return attempt(options(request, headers, properties));
            } catch (HandshakeException refused) {
                HandshakeAnswer answer = refused.answer();
                if (account == null
                        || authentication == null
                        || answer == null
                        || !asks(answer, account)
                        || !authentication.challenged(answer.headers().all("WWW-Authenticate"))) {
                    show(answer);
                    throw refused;
                }
                String credentials = authentication.next("GET", uri.target());
                headers = credentials == null
                        ? headers
                        : headers.toBuilder().set("Authorization", credentials).build();
            }
        }
    }

    private static boolean asks(HandshakeAnswer answer, ClientProperties.Account account) {
        return answer.status() == UNAUTHORIZED
                && (account.realm() == null
                        || answer.headers().all("WWW-Authenticate").stream()
                                .flatMap(field -> AuthChallenges.parse(field).stream())
                                .map(AuthChallenge::parameters)
                                .anyMatch(parameters -> account.realm().equals(parameters.get("realm"))));
    }

    private ClientOptions options(ClientRequest request, Headers headers, ClientProperties properties)
            throws DeploymentException {
        int maxRedirects = properties.maxRedirects();
        ClientOptions.Builder options = ClientOptions.builder()
                .handshake(handshake -> handshake
                        .protocols(request.subprotocols())
                        .offers(request.offers())
                        .allowNoSubprotocol(true) // RFC 6455 section 4.1, and servers of Jakarta WebSocket may (3.1.1)
                        .headers(headers)
                        .followRedirects(maxRedirects > 0)
                        .maxRedirects(maxRedirects))
                .perMessageDeflate(request.offers().isEmpty() ? DeflateOptions.OFF : properties.compression())
                .handshakeTimeout(properties.handshakeTimeout())
                .limits(properties.limits())
                .tls(properties.tls(config.getSSLContext()))
                .proxy(properties.proxy())
                .webSocket(WebSocketOptions.builder()
                        .dispatch(Dispatch.AUTO)
                        .handlerErrors(HandlerErrors.REPORT)
                        .maxPayload(0) // sessions have limits of their own for whole messages
                        .build());
        if (config.getConfigurator().getClass() != ClientEndpointConfig.Configurator.class) {
            options.onUpgrade((ws, answer) -> show(answer));
        }
        return options.build();
    }

    private void show(@Nullable HandshakeAnswer answer) {
        if (answer != null && !responseShown) {
            responseShown = true;
            inApplication(() -> {
                config.getConfigurator().afterResponse(ReceivedResponse.of(answer.headers()));
                return answer;
            });
        }
    }

    // --- one attempt -------------------------------------------------------------------------------------------------

    private JakartaSession attempt(ClientOptions options) throws DeploymentException, IOException {
        CompletableFuture<JakartaSession> opened = new CompletableFuture<>();
        CompletableFuture<WebSocket> connecting =
                client.connect(address, options, ws -> ws.addListener(new Opening(opened)));
        CompletionStage<WebSocket> outcome = connecting;
        outcome.whenComplete((ws, failure) -> {
            if (failure != null) {
                opened.completeExceptionally(failure);
            }
        });
        try {
            return opened.get();
        } catch (InterruptedException interrupted) {
            connecting.cancel(true);
            CompletionStage<JakartaSession> late = opened;
            late.thenAccept(session -> session.webSocket().terminate());
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to " + shown());
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof HandshakeException refused) {
                throw refused;
            }
            throw failure(cause == null ? failed : cause);
        }
    }

    /** Makes the session when the connection is open. The connection's thread. */
    private final class Opening implements WebSocketListener {
        private final CompletableFuture<JakartaSession> opened;

        Opening(CompletableFuture<JakartaSession> opened) {
            this.opened = opened;
        }

        @Override
        public void onOpen(WebSocket ws) {
            ws.removeListener(this);
            try {
                JakartaSession session = inApplication(() -> sessions.apply(facts(ws)));
                session.open(ws);
                opened.complete(session);
            } catch (Throwable thrown) {
                ws.terminate();
                opened.completeExceptionally(thrown);
            }
        }

        @Override
        public void onClose(WebSocket ws, CloseStatus status) {
            Throwable cause = ws.closeCause();
            opened.completeExceptionally(
                    cause == null ? new ConnectionClosedException("the connection was closed") : cause);
        }
    }

    private SessionFacts facts(WebSocket ws) {
        URI uri = ws.url().orElse(address); // after redirects another one
        return new SessionFacts(
                uri,
                uri.getRawQuery(),
                QueryParameters.parse(uri.getRawQuery()),
                Map.of(),
                null,
                ws.handshake().secure(),
                ws.protocol(),
                List.copyOf(NegotiableExtension.parse(ws.agreedExtensions())));
    }

    private <T> T inApplication(java.util.function.Supplier<T> step) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return step.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    // --- failures ----------------------------------------------------------------------------------------------------

    // The network is an IOException; what the server or the application did wrong a DeploymentException.
    private IOException failure(Throwable cause) throws DeploymentException {
        String message = "cannot connect to " + shown() + ": "
                + (cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage());
        if (cause instanceof IOException || cause instanceof ConnectionClosedException) {
            return new IOException(message, cause);
        }
        throw new DeploymentException(message, cause);
    }

    // Without user information and query, which may hold secrets.
    private String shown() {
        String text = address.toString();
        int query = text.indexOf('?');
        String visible = query < 0 ? text : text.substring(0, query);
        return visible.replaceFirst("//[^/]*@", "//");
    }
}
