package dev.ws.client;

import dev.ws.ConnectionClosedException;
import dev.ws.Dispatch;
import dev.ws.HandshakeAnswer;
import dev.ws.HandshakeException;
import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.connection.Agreement;
import dev.ws.connection.ConnectionOwner;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.handshake.ClientHandshake;
import dev.ws.handshake.ClientHandshake.Accepted;
import dev.ws.handshake.ClientHandshake.Failed;
import dev.ws.handshake.ClientHandshake.Redirect;
import dev.ws.http.HttpRequestHead;
import dev.ws.http.HttpResponseHead;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One connect call, from the first request over all redirects to the connection that is open or given up; owner of that
 * connection until it ended. Never blocks; its state changes in its turn only, and every way out leads through
 * {@link #settle}.
 */
final class ConnectionAttempt implements ConnectionOwner {
    /** How long the body of a refusal is waited for: it is good to know, no more. */
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(2);

    private final ClientOptions options;
    private final ConnectionRuntime runtime;
    private final Dialer dialer;
    private final ClientConnections connections;
    private final Turn turn;
    private final WebSocketConnection ws;
    private final CompletableFuture<WebSocket> future = new CompletableFuture<>();

    private ClientHandshake handshake; // turn; the request under way
    private @Nullable Future<?> deadline; // turn; of this hop
    private @Nullable Future<?> bodyDeadline; // turn; of the body of a refusal
    private @Nullable CompletableFuture<Line> dialing; // turn
    private @Nullable Line line; // turn; ours until the connection has it
    private @Nullable Exchange exchange; // turn
    private @Nullable HandshakeDialogue dialogue; // turn
    private boolean settled; // turn

    ConnectionAttempt(
            ClientHandshake handshake,
            ClientOptions options,
            ConnectionRuntime runtime,
            Dialer dialer,
            ClientConnections connections) {
        this.handshake = handshake;
        this.options = options;
        this.runtime = runtime;
        this.dialer = dialer;
        this.connections = connections;
        boolean elsewhere = options.hasHooks() && options.webSocket().dispatch() != Dispatch.INLINE;
        this.turn = new Turn(elsewhere ? runtime.executor() : Runnable::run);
        HttpRequestHead request = handshake.request();
        this.ws = new WebSocketConnection(
                options.webSocket(), snapshot(request).build(), url(handshake), runtime, options.maskGenerator(), this);
    }

    private static URI url(ClientHandshake handshake) {
        return handshake.uri().toUri();
    }

    WebSocketConnection ws() {
        return ws;
    }

    CompletableFuture<WebSocket> future() {
        return future;
    }

    /** Begins. Any thread, once. */
    void begin() {
        CompletionStage<WebSocket> outcome = future;
        outcome.whenComplete((opened, failure) -> {
            if (failure != null) {
                ws.terminate(); // it was cancelled; no effect when it failed itself
            }
        });
        step(handshake, () -> request(handshake.request().headers().toBuilder()));
    }

    // --- steps -------------------------------------------------------------------------------------------------------

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    // Runs a step in turn, unless the attempt is over or at another hop by then.
    private void step(ClientHandshake hop, Step step) {
        turn.execute(() -> {
            if (!settled && handshake == hop) {
                guard(step);
            }
        });
    }

    private void guard(Step step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    private boolean isWanted() {
        return ws.readyState() == ReadyState.CONNECTING; // else ended() comes
    }

    private void request(Headers.Builder headers) throws Exception {
        ClientHandshake hop = handshake;
        arm(options.handshakeTimeout());
        RequestCustomizer customizer = options.requestCustomizer();
        CompletionStage<?> ready = customizer == null ? null : customizer.customize(ws, url(hop), headers);
        if (ready == null) {
            dial(headers);
            return;
        }
        ready.whenComplete((nothing, failure) -> step(hop, () -> {
            if (failure == null) {
                dial(headers);
            } else {
                fail(Dialer.cause(failure));
            }
        }));
    }

    private void dial(Headers.Builder headers) {
        if (!isWanted()) {
            return;
        }
        ClientHandshake hop = handshake;
        HttpRequestHead plain = hop.request();
        HttpRequestHead request = new HttpRequestHead(plain.method(), plain.target(), plain.version(), headers.build());
        HandshakeDialogue talk = new HandshakeDialogue(hop, request, options.limits(), this::bodyBegins);
        CompletableFuture<Line> dialed = dialer.dial(hop.uri(), options, turn);
        dialing = dialed;
        CompletionStage<Line> outcome = dialed;
        outcome.whenComplete((connected, failure) -> turn.execute(() -> {
            if (settled) {
                if (connected != null) {
                    connected.transport().close();
                }
            } else if (failure != null) {
                fail(Dialer.cause(failure));
            } else {
                guard(() -> talk(connected, request, talk));
            }
        }));
    }

    private void talk(Line connected, HttpRequestHead request, HandshakeDialogue talk) {
        ClientHandshake hop = handshake;
        line = connected;
        dialogue = talk;
        exchange = Exchange.start(
                connected,
                talk,
                turn,
                failure -> step(hop, () -> {
                    if (failure == null) {
                        answered(connected, request, talk);
                    } else {
                        fail(failure);
                    }
                }));
    }

    private void answered(Line connected, HttpRequestHead request, HandshakeDialogue talk) throws Exception {
        ClientHandshake.Result result = talk.result();
        if (result == null) {
            upgraded(connected, request, talk);
        } else if (result instanceof Redirect redirect) {
            follow(redirect, talk.answer());
        } else if (result instanceof Failed failed) {
            fail(failed.error());
        } else {
            refused(talk.answer());
        }
    }

    private void upgraded(Line connected, HttpRequestHead request, HandshakeDialogue talk) {
        if (options.onUpgrade() != null) {
            options.onUpgrade().accept(ws, talk.answer());
            if (!isWanted()) {
                return;
            }
        }
        HttpResponseHead head = Objects.requireNonNull(talk.head());
        ClientHandshake.Result judged = handshake.judge(head);
        if (judged instanceof Accepted accepted) {
            open(connected, request, accepted);
        } else if (judged instanceof Failed failed) {
            fail(failed.error());
        } else {
            throw new AssertionError("101 is an upgrade or a failure");
        }
    }

    private void open(Line connected, HttpRequestHead request, Accepted accepted) {
        HandshakeRequest known = snapshot(request)
                .localAddress(connected.localAddress())
                .remoteAddress(connected.remoteAddress())
                .tls(connected.tls())
                .build();
        String subprotocol = Objects.requireNonNullElse(accepted.subprotocol(), "");
        line = null; // the connection's
        settle();
        try {
            ws.start(
                    connected.transport(),
                    new Agreement(
                            known, subprotocol, accepted.extensions(), accepted.extensionsField(), url(handshake)));
        } catch (IllegalStateException closedMeanwhile) {
            accepted.discard();
            connected.transport().close();
        }
    }

    private HandshakeRequest.Builder snapshot(HttpRequestHead request) {
        return HandshakeRequest.builder(request.method(), request.target())
                .headers(request.headers())
                .secure(handshake.uri().secure());
    }

    private void follow(Redirect redirect, HandshakeAnswer answer) throws Exception {
        dropLine();
        ClientHandshake next = handshake.follow(redirect, options.onRedirect() != null);
        handshake = next;
        ws.asks(snapshot(next.request()).build(), url(next));
        Headers.Builder headers = next.request().headers().toBuilder();
        if (options.onRedirect() != null) {
            options.onRedirect().accept(ws, new RedirectEvent(url(next), answer, headers));
            if (!isWanted()) {
                return;
            }
        }
        request(headers);
    }

    private void refused(HandshakeAnswer answer) {
        dropLine();
        HandshakeException error = new HandshakeException(answer, "Unexpected server response: " + answer.status());
        if (options.onUnexpectedResponse() == null) {
            fail(error);
            return;
        }
        settle();
        try {
            options.onUnexpectedResponse().accept(ws, answer);
            ws.abandonQuietly(error);
        } catch (Throwable thrown) {
            ws.abandon(thrown);
        }
    }

    // --- time --------------------------------------------------------------------------------------------------------

    private void arm(Duration patience) {
        ClientHandshake hop = handshake;
        disarm();
        if (!patience.isZero()) {
            deadline = runtime.schedule(() -> step(hop, this::timedOut), patience);
        }
    }

    private void bodyBegins() {
        ClientHandshake hop = handshake;
        bodyDeadline = runtime.schedule(() -> step(hop, this::timedOut), BODY_PATIENCE);
    }

    private void disarm() {
        cancel(deadline);
        cancel(bodyDeadline);
    }

    private static void cancel(@Nullable Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    private void timedOut() {
        if (dialogue != null && dialogue.answeredInPart()) {
            refused(dialogue.answer());
        } else {
            fail(new SocketTimeoutException("Opening handshake has timed out"));
        }
    }

    // --- ends --------------------------------------------------------------------------------------------------------

    private void fail(Throwable error) {
        settle();
        ws.abandon(error);
    }

    // Nothing of the handshake goes on. In the turn.
    private void settle() {
        settled = true;
        disarm();
        dropLine();
        cancel(dialing);
        dialing = null;
        deadline = null;
        bodyDeadline = null;
    }

    private void dropLine() {
        if (exchange != null) {
            exchange.stop();
            exchange = null;
            dialogue = null;
        }
        if (line != null) {
            line.transport().close();
            line = null;
        }
    }

    @Override
    public @Nullable CompletionStage<?> opened(WebSocket opened) {
        future.complete(opened);
        return null;
    }

    @Override
    public void ended(WebSocket ended) {
        turn.execute(() -> {
            if (!settled) {
                settle();
            }
        });
        Throwable cause = ended.closeCause();
        future.completeExceptionally(
                cause == null ? new ConnectionClosedException("the connection was closed") : cause);
        connections.ended(ended);
    }
}
