package dev.ws.server;

import dev.ws.HandshakeException;
import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.handshake.ServerHandshake;
import dev.ws.handshake.ServerHandshake.Acceptable;
import dev.ws.handshake.ServerHandshake.Refused;
import dev.ws.server.Connections.Place;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Leads a handshake to its answer: the rules first, then a free place, then the application's decision. Called on the
 * thread of a request; after an asynchronous decision it goes on with the thread that decided. Whatever the application
 * throws becomes 500, except a {@link HandshakeException}, whose status is the answer.
 */
final class Admission {
    private final ServerHandshake handshake;
    private final ServerHooks hooks;
    private final ServerOptions options;
    private final ConnectionRuntime runtime;
    private final Connections connections;

    Admission(
            ServerHandshake handshake,
            ServerHooks hooks,
            ServerOptions options,
            ConnectionRuntime runtime,
            Connections connections) {
        this.handshake = handshake;
        this.hooks = hooks;
        this.options = options;
        this.runtime = runtime;
        this.connections = connections;
    }

    /** Decides; completes at once unless the application decides asynchronously, never exceptionally. */
    CompletionStage<Upgrade> decide(HandshakeRequest request) {
        ServerHandshake.Verdict verdict;
        try {
            verdict = handshake.judge(request);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.completedFuture(failed(e, request));
        }
        if (verdict instanceof Refused refused) {
            return CompletableFuture.completedFuture(refused(refused, request));
        }
        Acceptable acceptable = (Acceptable) verdict;
        Place place = connections.look();
        if (place != Place.TAKEN) {
            acceptable.discard();
            return CompletableFuture.completedFuture(full(place));
        }
        if (hooks.verifyClient() == null) {
            return CompletableFuture.completedFuture(conclude(acceptable, Decision.accept(), null));
        }
        CompletableFuture<Decision> decision;
        try {
            decision = hooks.verifyClient().apply(request).toCompletableFuture();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.completedFuture(conclude(acceptable, null, e));
        }
        return decision.isDone() ? concludeAfter(decision, acceptable) : await(decision, acceptable);
    }

    // A function of its own, so that it completes on this thread.
    private CompletableFuture<Upgrade> concludeAfter(CompletableFuture<Decision> decision, Acceptable acceptable) {
        return decision.handle((made, failure) -> conclude(acceptable, made, failure));
    }

    private CompletableFuture<Upgrade> await(CompletionStage<Decision> decision, Acceptable acceptable) {
        CompletableFuture<Upgrade> outcome = new CompletableFuture<>();
        AtomicBoolean settled = new AtomicBoolean();
        Duration timeout = options.verifyTimeout();
        Future<?> timer = timeout.isZero()
                ? CompletableFuture.completedFuture(null)
                : runtime.schedule(
                        () -> {
                            if (settled.compareAndSet(false, true)) {
                                acceptable.discard();
                                outcome.complete(new Upgrade.Refused(HandshakeResponse.refuse(503)));
                            }
                        },
                        timeout);
        decision.whenComplete((made, failure) -> {
            if (settled.compareAndSet(false, true)) {
                timer.cancel(false);
                outcome.complete(conclude(acceptable, made, failure));
            } else if (failure != null) {
                hooks.failed(failure, acceptable.request()); // the client knows already, the application does not
            }
        });
        return outcome;
    }

    private Upgrade conclude(Acceptable acceptable, @Nullable Decision decision, @Nullable Throwable failure) {
        if (decision instanceof Decision.Accept accept) {
            return accepted(acceptable, accept);
        }
        acceptable.discard();
        if (failure != null) {
            return failed(failure, acceptable.request());
        }
        // Null is what a callback in ws that says nothing amounts to: no.
        Decision.Reject reject = (Decision.Reject) (decision == null ? Decision.reject() : decision);
        return new Upgrade.Refused(reject.response());
    }

    private Upgrade accepted(Acceptable judged, Decision.Accept accept) {
        // Again, because verifying may have taken its time.
        Place place = connections.take();
        if (place != Place.TAKEN) {
            judged.discard();
            return full(place);
        }
        try {
            Acceptable acceptable = withAttributes(judged, accept);
            HandshakeRequest request = acceptable.request();
            String chosen = acceptable.subprotocols().isEmpty()
                    ? null
                    : hooks.handleProtocols().select(acceptable.subprotocols(), request);
            Headers.Builder headers = handshake.accept(acceptable, chosen);
            hooks.headers().accept(headers, request);
            HandshakeResponse response = new HandshakeResponse(acceptable.status(), headers.build(), "");
            return new AcceptedUpgrade(
                    acceptable, chosen == null ? "" : chosen, response, connections, runtime, options.webSocket());
        } catch (RuntimeException | Error e) {
            judged.discard();
            connections.giveBack();
            return failed(e, judged.request());
        }
    }

    private static Acceptable withAttributes(Acceptable judged, Decision.Accept accept) {
        if (accept.attributes().isEmpty()) {
            return judged;
        }
        HandshakeRequest.Builder request = judged.request().toBuilder();
        accept.attributes().forEach(request::attribute);
        return new Acceptable(request.build(), judged.subprotocols(), judged.extensions());
    }

    private Upgrade refused(Refused refused, HandshakeRequest request) {
        ClientErrorHandler handler = hooks.clientError();
        if (handler == null || !refused.clientError()) {
            return new Upgrade.Refused(refused.response());
        }
        try {
            HandshakeResponse response = handler.answer(refused.error(), request, refused.response());
            if (ServerHandshake.accepts(request, response)) {
                throw new IllegalStateException("a broken handshake must not be answered with " + response.status());
            }
            return new Upgrade.Refused(response);
        } catch (RuntimeException | Error e) {
            hooks.failed(e, request);
            return new Upgrade.Refused(refused.response());
        }
    }

    private Upgrade failed(Throwable cause, HandshakeRequest request) {
        Throwable thrown = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        // The way to refuse for hooks that have no other: its status is the answer.
        if (thrown instanceof HandshakeException refusal && refusal.status() >= 300 && refusal.status() <= 599) {
            return new Upgrade.Refused(
                    new HandshakeResponse(refusal.status(), Headers.EMPTY, String.valueOf(refusal.getMessage())));
        }
        hooks.failed(cause, request);
        return new Upgrade.Refused(HandshakeResponse.refuse(500));
    }

    private Upgrade full(Place place) {
        HandshakeResponse response = HandshakeResponse.refuse(503);
        long seconds = options.retryAfter().plusNanos(999_999_999).toSeconds();
        if (place == Place.NONE_LEFT && seconds > 0) {
            Headers headers = Headers.of("Retry-After", Long.toString(seconds));
            response = new HandshakeResponse(503, headers, response.body());
        }
        return new Upgrade.Refused(response);
    }
}
