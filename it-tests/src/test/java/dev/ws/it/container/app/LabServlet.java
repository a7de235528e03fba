package dev.ws.it.container.app;

import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.server.Decision;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Behaves as the last segment of the path says. Subclasses choose the transport and where callbacks run. */
abstract class LabServlet extends WebSocketServlet {
    private static final long serialVersionUID = 1L;

    /** The number of threads of the behaviour {@code threads}. */
    private static final int THREADS = 4;

    /** The number of messages that each of them sends. */
    private static final int MESSAGES = 3000;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        boolean executor = "executor".equals(getInitParameter("dispatch"));
        builder.options(WebSocketOptions.builder()
                .dispatch(executor ? Dispatch.EXECUTOR : Dispatch.INLINE)
                .maxPayload(64 << 20)
                .closeTimeout(Duration.ofSeconds(5))
                .build());
        builder.verifyClientAsync(LabServlet::verify);
    }

    private static CompletionStage<Decision> verify(HandshakeRequest request) {
        return switch (behaviour(request)) {
            case "refuse" -> CompletableFuture.completedFuture(refusal());
            case "refuse-later" -> later(refusal());
            case "accept-later" -> later(new Decision.Accept(Map.of()));
            default -> CompletableFuture.completedFuture(new Decision.Accept(Map.of()));
        };
    }

    private static Decision refusal() {
        return new Decision.Reject(HandshakeResponse.refuse(403, "not today"));
    }

    private static CompletionStage<Decision> later(Decision decision) {
        Executor delayed = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS, task -> thread(task));
        return CompletableFuture.supplyAsync(() -> decision, delayed);
    }

    private static String behaviour(HandshakeRequest request) {
        String path = request.path();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "lab");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        switch (behaviour(request)) {
            case "facts" -> ws.send(facts(request));
            case "big" -> ws.onText(LabServlet::sendAndClose);
            case "last" -> ws.onText(LabServlet::sendAndCut);
            case "kill" -> ws.onText((socket, how) -> thread(() -> end(socket, how)));
            case "pause" -> pauseOnCommand(ws);
            case "threads" ->
                ws.onText((socket, text) -> {
                    for (int i = 0; i < THREADS; i++) {
                        String name = "t" + i;
                        thread(() -> push(socket, name));
                    }
                });
            case "blocking" -> ws.addListener(new BlockingAnswer());
            default -> ws.onMessage(WebSocket::send);
        }
    }

    private String facts(HandshakeRequest request) {
        ClassLoader application = getServletContext().getClassLoader();
        boolean loader = Thread.currentThread().getContextClassLoader() == application;
        return String.join(
                "\n",
                "method=" + request.method(),
                "version=" + request.httpVersion(),
                "target=" + request.target(),
                "path=" + request.path(),
                "secure=" + request.secure(),
                "remote=" + request.remoteAddress(),
                "local=" + request.localAddress(),
                "session=" + request.sessionId(),
                "cart=" + request.attributes().get("cart"),
                "cookie=" + request.cookies().get("flavour"),
                "header=" + request.headers().all("X-Lab"),
                "loader=" + loader);
    }

    private static void sendAndClose(WebSocket ws, String bytes) {
        ws.send(ByteBuffer.allocate(Integer.parseInt(bytes)));
        ws.close(1000, "done");
    }

    private static void sendAndCut(WebSocket ws, String bytes) {
        ws.send(ByteBuffer.allocate(Integer.parseInt(bytes)));
        ws.terminate();
    }

    private static void end(WebSocket ws, String how) {
        if (how.equals("terminate")) {
            ws.terminate();
        } else {
            ws.close(1000, how);
        }
    }

    private static void pauseOnCommand(WebSocket ws) {
        AtomicLong bytes = new AtomicLong();
        ws.onBinary((socket, data) -> bytes.addAndGet(data.remaining()));
        ws.onText((socket, command) -> {
            if (command.equals("count")) {
                socket.send(Long.toString(bytes.get()));
            } else {
                socket.pause();
                socket.send("paused");
                CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS, task -> thread(task))
                        .execute(socket::resume);
            }
        });
    }

    private static void push(WebSocket ws, String name) {
        String filler = "x".repeat(500);
        for (int i = 0; i < MESSAGES; i++) {
            ws.send(name + " " + i + " " + filler);
        }
    }

    /** Answers from inside the callback with a blocking send of as many bytes as the text says. */
    private static final class BlockingAnswer implements WebSocketListener {
        @Override
        public void onText(WebSocket ws, String bytes) throws Exception {
            Message big = Message.binary(ByteBuffer.allocate(Integer.parseInt(bytes)));
            ws.sendBlocking(big, SendOptions.DEFAULT);
            ws.send("sent");
        }
    }
}
