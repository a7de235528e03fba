package dev.ws.it.container.app;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.handshake.TrustedProxies;
import dev.ws.server.Decision;
import dev.ws.server.WebSocketServer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The endpoints that foreign peers are pointed at, with the default options: {@code echo}, {@code close}, {@code push},
 * {@code pause}, {@code cut} and {@code refuse} as in {@code server.js}, and handlers that misbehave. The last segment of the path
 * chooses. Every connection writes down what it saw; {@code events} tells it. The same for servlets and for the
 * stand-alone server.
 */
public final class PeerEndpoints {
    private static final Map<String, CountDownLatch> HELD = new ConcurrentHashMap<>();

    private PeerEndpoints() {}

    /** Lets the server refuse what asks to be refused. */
    public static void configure(WebSocketServer.Builder builder) {
        builder.verifyClient((HandshakeRequest request) -> {
            if (!request.path().endsWith("/refuse")) {
                return Decision.accept();
            }
            int status = Integer.parseInt(EventLog.parameter(request, "status"));
            return new Decision.Reject(
                    new HandshakeResponse(status, Headers.of("X-Reason", "because"), "refused with " + status));
        });
    }

    /**
     * Gives a connection its behaviour.
     *
     * @param server tells its server, which may not be there yet when the connection is
     */
    public static void onConnection(WebSocket ws, HandshakeRequest request, Supplier<WebSocketServer> server) {
        EventLog.record(ws, request);
        String path = request.path();
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "echo" -> ws.onMessage(WebSocket::send);
            case "events" -> ws.onText((peer, id) -> peer.send(EventLog.of(id)));
            case "client" -> ws.send(client(request));
            case "connections" ->
                ws.onText((peer, any) -> peer.send("" + server.get().clients().size()));
            case "close" -> ws.onText(PeerEndpoints::close);
            case "push" -> ws.onText(PeerEndpoints::push);
            case "pause" -> pause(ws);
            case "cut" -> ws.onText(PeerEndpoints::sendAndCut);
            case "throws" -> ws.onText(PeerEndpoints::fail);
            case "holds" -> ws.onText(PeerEndpoints::hold);
            case "release" -> ws.onText((peer, id) -> latch(id).countDown());
            case "threads" -> ws.onText(PeerEndpoints::sendFromFourThreads);
            case "close-twice" -> ws.onText(PeerEndpoints::closeTwice);
            case "send-after-close" -> ws.onText((peer, id) -> sendAfterClose(peer, id));
            default -> ws.close(4404, path);
        }
    }

    /** Whose handshake it is, as far as proxies at 127.0.0.1 tell, and what was asked for. */
    public static String client(HandshakeRequest request) {
        TrustedProxies proxies = TrustedProxies.of("127.0.0.1");
        if ("forwarded".equals(request.query())) {
            proxies = proxies.readForwarded();
        }
        InetSocketAddress address = proxies.clientAddress(request);
        return (address == null ? "nobody" : address.getHostString())
                + (proxies.secure(request) ? " https " : " http ")
                + proxies.host(request);
    }

    private static void close(WebSocket ws, String command) {
        if (command.isEmpty()) {
            ws.close();
        } else {
            int space = command.indexOf(' ');
            String code = space < 0 ? command : command.substring(0, space);
            ws.close(Integer.parseInt(code), space < 0 ? "" : command.substring(space + 1));
        }
    }

    private static void push(WebSocket ws, String command) {
        int space = command.indexOf(' ');
        int count = Integer.parseInt(command.substring(0, space));
        int size = Integer.parseInt(command.substring(space + 1));
        long most = 0;
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) i);
            ws.send(bytes);
            most = Math.max(most, ws.bufferedAmount());
        }
        ws.send("buffered " + most);
    }

    private static void pause(WebSocket ws) {
        AtomicLong total = new AtomicLong();
        ws.onBinary((peer, data) -> total.addAndGet(data.remaining()));
        ws.onText((peer, text) -> peer.send("total " + total));
        ws.pause();
        Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
        later.execute(ws::resume);
    }

    private static void sendAndCut(WebSocket ws, String size) {
        ws.send(new byte[Integer.parseInt(size)]);
        ws.terminate();
    }

    private static void fail(WebSocket ws, String text) {
        throw new IllegalStateException("a handler that throws: " + text);
    }

    /** Works, or sleeps, until another connection says that it may go on. */
    private static void hold(WebSocket ws, String id) {
        ws.send("before");
        try {
            ws.send(latch(id).await(60, TimeUnit.SECONDS) ? "after" : "never released");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CountDownLatch latch(String id) {
        return HELD.computeIfAbsent(id, key -> new CountDownLatch(1));
    }

    /** Each thread counts for itself; its messages keep their order among those of the others. */
    private static void sendFromFourThreads(WebSocket ws, String count) {
        int messages = Integer.parseInt(count);
        for (int t = 0; t < 4; t++) {
            int thread = t;
            new Thread(() -> {
                        for (int i = 0; i < messages; i++) {
                            ws.send(thread + " " + i);
                            if (i % 100 == 99) {
                                ws.send(Message.binary(ByteBuffer.wrap(new byte[20_000])), SendOptions.DEFAULT, null);
                            }
                        }
                    })
                    .start();
        }
    }

    private static void closeTwice(WebSocket ws, String text) {
        ws.close(4000, "first");
        ws.close(4001, "second");
        ws.close();
    }

    private static void sendAfterClose(WebSocket ws, String id) {
        ws.close(4000, "gone");
        ws.send("late");
        ws.ping();
        CompletableFuture<Void> unused = ws.sendAsync("later")
                .whenComplete((sent, failure) -> EventLog.add(
                        id, failure == null ? "sent" : failure.getClass().getSimpleName()));
    }
}
