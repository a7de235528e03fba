package dev.ws.client;

import dev.ws.handshake.HttpConnectOptions;
import dev.ws.handshake.HttpConnectTunnel;
import dev.ws.handshake.ProxyTunnel;
import dev.ws.handshake.SocksTunnel;
import dev.ws.handshake.WebSocketUri;
import dev.ws.transport.SocketTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * One try to get a line over sockets: asks for the proxies, and for each of them, or without one, finds the addresses, takes
 * the first that answers, goes through the tunnel, and puts TLS on top. One step after the other, each in the turn of its
 * attempt.
 */
final class Dial {
    private static final Pattern IP_ADDRESS = Pattern.compile("\\[.*]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final WebSocketUri target;
    private final ClientOptions options;
    private final Dialer dialer;
    private final Executor turn;
    private final CompletableFuture<Line> result = new CompletableFuture<>();
    private final Queue<Proxy> routes = new ArrayDeque<>(1); // turn
    private final Queue<SocketAddress> addresses = new ArrayDeque<>(1); // turn; of the route under way

    private Proxy route = Proxy.NO_PROXY; // turn
    private @Nullable ProxySelector selector; // turn
    private @Nullable SSLEngine engine; // turn
    private Duration share = Duration.ZERO; // turn; of the time, for each address but the last
    private @Nullable Throwable failure; // turn; the first one

    Dial(WebSocketUri target, ClientOptions options, Dialer dialer, Executor turn) {
        this.target = target;
        this.options = options;
        this.dialer = dialer;
        this.turn = turn;
    }

    /** Begins. */
    CompletableFuture<Line> begin() {
        if (target.secure()) {
            // Not here, because the default context reads files.
            then(
                    dialer.lookups.ask(() -> options.tls().engine(target.host(), target.port())),
                    made -> {
                        engine = made;
                        findRoutes();
                    },
                    result::completeExceptionally);
        } else {
            turn.execute(() -> guard(this::findRoutes));
        }
        return result;
    }

    // What a stage brings, in the turn; nothing when nobody waits any more.
    private <T> void then(CompletionStage<T> stage, Consumer<T> next, Consumer<Throwable> failed) {
        stage.whenComplete((value, thrown) -> turn.execute(() -> guard(() -> {
            if (thrown == null) {
                next.accept(value);
            } else {
                failed.accept(Dialer.cause(thrown));
            }
        })));
    }

    private void guard(Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            result.completeExceptionally(thrown);
        }
    }

    // --- routes ------------------------------------------------------------------------------------------------------

    private void findRoutes() {
        String path = target.socketPath();
        if (path != null) {
            addresses.add(UnixDomainSocketAddress.of(path));
            connect();
            return;
        }
        ProxySelector asked = options.proxy().effectiveSelector();
        if (asked == null) {
            routes.add(Proxy.NO_PROXY);
            nextRoute();
            return;
        }
        selector = asked;
        then(
                dialer.lookups.ask(() -> asked.select(askedFor())),
                found -> {
                    routes.addAll(found);
                    nextRoute();
                },
                result::completeExceptionally);
    }

    // Selectors do not know ws and wss.
    private URI askedFor() {
        return target.toHttpUri();
    }

    private void nextRoute() {
        if (result.isDone()) {
            return; // nobody waits any more
        }
        Proxy next = routes.poll();
        if (next == null) {
            result.completeExceptionally(
                    failure == null ? new IOException("the proxy selector knows no way") : failure);
            return;
        }
        route = next;
        if (next.type() == Proxy.Type.DIRECT) {
            resolve(target.host(), target.port());
        } else if (next.address() instanceof InetSocketAddress proxy) {
            InetAddress known = proxy.getAddress();
            if (known == null) {
                resolve(proxy.getHostString(), proxy.getPort());
            } else {
                resolved(List.of(known), proxy.getPort());
            }
        } else {
            routeFailed(new IOException("a proxy at " + next.address() + " cannot be reached"));
        }
    }

    private void routeFailed(Throwable why) {
        note(why);
        ProxySelector told = selector;
        SocketAddress proxy = route.address();
        if (told != null && proxy != null && why instanceof IOException broken) {
            // It may block, and nothing depends on it.
            then(
                    dialer.lookups.ask(() -> {
                        told.connectFailed(askedFor(), proxy, broken);
                        return route;
                    }),
                    nothing -> {},
                    this::note);
        }
        nextRoute();
    }

    private void note(Throwable why) {
        if (failure == null) {
            failure = why;
        } else if (failure != why) {
            failure.addSuppressed(why);
        }
    }

    // --- addresses ---------------------------------------------------------------------------------------------------

    private void resolve(String host, int port) {
        if (IP_ADDRESS.matcher(host).matches()) {
            try {
                resolved(List.of(InetAddress.getByName(host)), port); // without asking anybody
            } catch (UnknownHostException invalid) {
                routeFailed(invalid);
            }
            return;
        }
        then(dialer.resolve(host, options.resolver()), found -> resolved(found, port), this::routeFailed);
    }

    private void resolved(List<InetAddress> found, int port) {
        for (InetAddress address : found) {
            addresses.add(new InetSocketAddress(address, port));
        }
        if (found.isEmpty()) {
            routeFailed(new UnknownHostException("no address of " + target.host()));
            return;
        }
        share = options.handshakeTimeout().dividedBy(found.size());
        connect();
    }

    private void connect() {
        SocketAddress next = addresses.poll();
        if (next != null && !result.isDone()) {
            connect(
                    next,
                    addresses.isEmpty() ? Duration.ZERO : share,
                    socket -> connected(next, socket),
                    this::addressFailed);
        }
    }

    private void addressFailed(Throwable why) {
        if (addresses.isEmpty()) {
            routeFailed(why);
        } else {
            note(why);
            connect();
        }
    }

    private void connect(
            SocketAddress address, Duration timeout, Consumer<SocketTransport> next, Consumer<Throwable> failed) {
        SocketAddress local = address instanceof InetSocketAddress ? options.localAddress() : null;
        CompletableFuture<SocketTransport> connecting = dialer.sockets.connect(address, local, timeout);
        // Whatever comes of this, the end of the result ends it.
        CompletionStage<Line> outcome = result;
        outcome.whenComplete((line, thrown) -> connecting.cancel(false));
        then(
                connecting,
                socket -> {
                    outcome.whenComplete((line, thrown) -> {
                        if (thrown != null) {
                            socket.close();
                        }
                    });
                    next.accept(socket);
                },
                failed);
    }

    private void connected(SocketAddress address, SocketTransport socket) {
        addresses.clear();
        if (route.type() == Proxy.Type.DIRECT) {
            finish(socket);
        } else {
            tunnel(address, socket, new TunnelDialogue(tunnel(), target.secure()));
        }
    }

    // --- tunnels and TLS ---------------------------------------------------------------------------------------------

    private ProxyTunnel tunnel() {
        ProxyOptions proxy = options.proxy();
        return route.type() == Proxy.Type.SOCKS
                ? new SocksTunnel(target.host(), target.port(), proxy.credentials())
                : new HttpConnectTunnel(
                        target.host(),
                        target.port(),
                        new HttpConnectOptions(
                                proxy.headers(), proxy.credentials(), proxy.preemptive(), options.limits()),
                        dialer.random);
    }

    private void tunnel(SocketAddress address, SocketTransport socket, TunnelDialogue dialogue) {
        Exchange.start(
                Line.of(socket),
                dialogue,
                turn,
                broken -> guard(() -> {
                    if (broken != null) {
                        socket.close();
                        routeFailed(broken);
                    } else if (dialogue.startsAfresh()) {
                        socket.close();
                        connect(address, Duration.ZERO, again -> tunnel(address, again, dialogue), this::routeFailed);
                    } else {
                        finish(socket);
                    }
                }));
    }

    private void finish(SocketTransport socket) {
        if (engine != null) {
            socket.secure(engine, dialer.signatures);
        }
        if (!result.complete(Line.of(socket))) {
            socket.close();
        }
    }
}
