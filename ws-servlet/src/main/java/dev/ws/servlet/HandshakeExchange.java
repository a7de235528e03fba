package dev.ws.servlet;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.server.Upgrade;
import dev.ws.server.WebSocketServer;
import dev.ws.transport.Transport;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One opening handshake on its way through a servlet or filter: asks the server, waits for its decision without holding a
 * thread, and carries it out on a thread of the container. A decision that comes late brings the request back to the same
 * servlet or filter by an asynchronous dispatch, where nearly every container permits the upgrade. Where it does not, or
 * where asynchronous requests are not supported, the request's thread waits.
 */
final class HandshakeExchange implements AsyncListener {
    private static final System.Logger LOGGER = System.getLogger(HandshakeExchange.class.getName());
    private static final String USED = HandshakeExchange.class.getName() + ".used";
    private static final String DECISION = HandshakeExchange.class.getName() + ".decision";
    // The server decides in time by itself; the container's limit is only there if that fails.
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
    private static final Upgrade TIMED_OUT = new Upgrade.Refused(HandshakeResponse.refuse(503, "Service Unavailable"));

    private final AtomicReference<@Nullable Upgrade> undelivered = new AtomicReference<>();

    private HandshakeExchange() {}

    /** Tells whether the request was here before and is back with a decision. */
    static boolean isDecided(HttpServletRequest request) {
        return request.getAttribute(DECISION) != null;
    }

    /** Carries out the decision that brought the request back. */
    static void finish(HttpServletRequest request, HttpServletResponse response, ServletSettings settings)
            throws IOException, ServletException {
        if (request.getAttribute(DECISION) instanceof HandshakeExchange exchange) {
            Upgrade upgrade = exchange.undelivered.getAndSet(null);
            if (upgrade == null) {
                throw calledTwice();
            }
            carryOut(request, response, upgrade, settings);
        }
    }

    static void begin(
            HttpServletRequest request,
            HttpServletResponse response,
            WebSocketServer server,
            HandshakeRequest snapshot,
            ServletSettings settings)
            throws IOException, ServletException {
        if (request.getAttribute(USED) != null) {
            throw calledTwice();
        }
        request.setAttribute(USED, true);
        if (ServletRuntime.isStopping(request.getServletContext())) {
            answer(request, response, HandshakeResponse.refuse(503, "Service Unavailable"));
            return;
        }
        if (snapshot.connectProtocol() != null && !JettyConstraints.permit(request)) {
            answer(request, response, HandshakeResponse.refuse(403));
            return;
        }
        ServletRuntime runtime = ServletRuntime.of(request.getServletContext());
        runtime.watchServer(request);
        runtime.add(server, settings.stopTimeout());
        CompletionStage<Upgrade> decision = server.handleUpgrade(snapshot);
        CompletableFuture<Upgrade> made = decision.toCompletableFuture();
        if (made.isDone()) {
            carryOut(request, response, made.join(), settings);
        } else if (request.isAsyncSupported() && upgradesAfterDispatch(request)) {
            await(request, response, decision, decisionMillis(server));
        } else {
            carryOut(request, response, block(decision, decisionMillis(server)), settings);
        }
    }

    // 0 for no limit, as the server was told to have none, or one that nobody will live to see.
    private static long decisionMillis(WebSocketServer server) {
        Duration limit = server.options().verifyTimeout();
        boolean unlimited = limit.isZero() || limit.compareTo(LONGEST_TIMEOUT) > 0;
        return unlimited ? 0 : limit.plus(MARGIN).toMillis();
    }

    private static IllegalStateException calledTwice() {
        return new IllegalStateException("server.handleUpgrade() was called more than once with the same socket, "
                + "possibly due to a misconfiguration");
    }

    private static void await(
            HttpServletRequest request,
            HttpServletResponse response,
            CompletionStage<Upgrade> decision,
            long timeoutMillis) {
        HandshakeExchange exchange = new HandshakeExchange();
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(timeoutMillis);
        async.addListener(exchange, request, response);
        decision.thenAccept(upgrade -> {
            if (exchange.undelivered.compareAndSet(null, upgrade)) {
                request.setAttribute(DECISION, exchange);
                async.dispatch();
            } else {
                abandon(upgrade, new TimeoutException("the decision about the handshake came too late"));
            }
        });
    }

    // GlassFish and Payara refuse to upgrade a request that was dispatched: startAsync suspended Grizzly's connection,
    // and the upgrade would do so again. Open Liberty never calls the handler of such an upgrade.
    private static boolean upgradesAfterDispatch(HttpServletRequest request) {
        return !ContainerRequest.isOfLiberty(request) && !ContainerRequest.isOfGrizzly(request);
    }

    // For a request behind a filter that does not support asynchronous requests, and where that would not help.
    private static Upgrade block(CompletionStage<Upgrade> decision, long timeoutMillis) throws IOException {
        try {
            CompletableFuture<Upgrade> made = decision.toCompletableFuture();
            return timeoutMillis == 0 ? made.get() : made.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            decision.thenAccept(upgrade -> abandon(upgrade, e));
            return TIMED_OUT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            decision.thenAccept(upgrade -> abandon(upgrade, e));
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IOException("the handshake could not be decided", e);
        }
    }

    private static void abandon(Upgrade upgrade, Throwable cause) {
        if (upgrade instanceof Upgrade.Accepted accepted) {
            accepted.abandon(cause);
        }
    }

    // --- of a pending decision: called by the container
    // ---------------------------------------------------------------

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
        if (undelivered.compareAndSet(null, TIMED_OUT)
                && event.getSuppliedRequest() instanceof HttpServletRequest request
                && event.getSuppliedResponse() instanceof HttpServletResponse response) {
            answer(request, response, TIMED_OUT.response());
            event.getAsyncContext().complete();
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        end(event.getThrowable());
    }

    @Override
    public void onComplete(AsyncEvent event) {
        end(null);
    }

    // The dispatch may have led elsewhere, for instance past a filter that is mapped to plain requests only.
    private void end(@Nullable Throwable cause) {
        Upgrade upgrade = undelivered.getAndSet(TIMED_OUT);
        if (upgrade != null) {
            abandon(upgrade, cause == null ? new IOException("the request ended before the upgrade") : cause);
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Jetty starts another asynchronous cycle for the upgrade itself; it is none of ours.
    }

    // --- carrying out ------------------------------------------------------------------------------------------------

    private static void carryOut(
            HttpServletRequest request, HttpServletResponse response, Upgrade upgrade, ServletSettings settings)
            throws IOException, ServletException {
        if (upgrade instanceof Upgrade.Accepted accepted) {
            ServletRuntime runtime = ServletRuntime.of(request.getServletContext());
            ClassLoader loader = runtime.loader();
            response.setStatus(accepted.response().status());
            copyHeaders(request, response, accepted.response().headers());
            SessionTie tie = SessionTie.of(request, runtime, settings);
            OpeningWatch watch = OpeningWatch.start(accepted, runtime.connections(), OpeningWatch.PATIENCE);
            Consumer<Transport> opener = transport -> {
                watch.stop();
                ApplicationTransport.run(loader, () -> open(accepted, transport, loader, tie));
            };
            try {
                runtime.chooser(settings.transport()).upgrade(request, response, opener);
            } catch (IOException | ServletException | RuntimeException | LinkageError e) {
                watch.stop();
                accepted.abandon(e);
                // A client that is gone is its own affair; what else goes wrong is the container's.
                LOGGER.log(
                        e instanceof IOException ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                        "the connection at " + request.getRequestURI() + " could not be upgraded",
                        e);
                if (response.isCommitted()) {
                    throw e;
                }
                response.reset();
                answer(request, response, HandshakeResponse.refuse(503, "The container cannot upgrade this request"));
            }
        } else {
            answer(request, response, upgrade.response());
        }
    }

    private static void open(
            Upgrade.Accepted accepted, Transport transport, ClassLoader loader, @Nullable SessionTie tie) {
        WebSocket ws = accepted.open(new ApplicationTransport(transport, loader));
        if (tie != null) {
            tie.bind(ws);
        }
    }

    /**
     * Answers without an upgrade, and without the container's error page. In HTTP/1 the connection ends with the answer,
     * also because Grizzly sends no length beside an {@code Upgrade} field. Nothing is flushed: Undertow closes without
     * a byte if that was done and the client sent more than its request.
     */
    static void answer(HttpServletRequest request, HttpServletResponse response, HandshakeResponse answer)
            throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        response.resetBuffer();
        response.setStatus(answer.status());
        response.setContentType("text/html");
        copyHeaders(request, response, answer.headers());
        if (hasConnectionFields(request) && answer.headers().first("Connection") == null) {
            response.setHeader("Connection", "close");
            if (answer.headers().first("Upgrade") != null) {
                // RFC 9110 section 7.8 wants it named. In a line of its own, as Undertow knows "close" only alone.
                response.addHeader("Connection", "Upgrade");
            }
        }
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    // RFC 9113 section 8.2.2: HTTP/2 and later have no fields about the connection.
    private static boolean hasConnectionFields(HttpServletRequest request) {
        return request.getProtocol().startsWith("HTTP/1.");
    }

    private static void copyHeaders(HttpServletRequest request, HttpServletResponse response, Headers headers) {
        boolean everyField = hasConnectionFields(request);
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            boolean ofConnection = name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Upgrade");
            if (ofConnection && !everyField) {
                continue;
            }
            if (name.equalsIgnoreCase("Content-Type")) {
                response.setContentType(headers.value(i));
            } else if (names.add(name)) {
                response.setHeader(name, headers.value(i));
            } else {
                response.addHeader(name, headers.value(i));
            }
        }
    }
}
