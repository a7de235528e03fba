package dev.ws.examples.standalone;

import dev.ws.CloseStatus;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.client.WebSocketClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time to an echo server and back with messages; {@link WebSocket#pingRoundTrip()} does it with pings.
 * Argument: the server, ws://localhost:9001 by default, where {@link AutobahnServer} echoes.
 */
public final class RttClient {
    private static final Executor LATER = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);

    private RttClient() {}

    /**
     * Measures until the connection ends.
     *
     * @param args the address
     * @throws InterruptedException when it is told not to wait any longer
     */
    public static void main(String[] args) throws InterruptedException {
        String address = args.length == 0 ? "ws://localhost:9001" : args[0];
        CountDownLatch closed = new CountDownLatch(1);
        try (WebSocketClient client = WebSocketClient.create()) {
            client.connect(address, new WebSocketListener() {
                        @Override
                        public void onOpen(WebSocket ws) {
                            System.out.println("connected");
                            ws.send(System.currentTimeMillis());
                        }

                        @Override
                        public void onText(WebSocket ws, String text) {
                            System.out.println(
                                    "Round-trip time: " + (System.currentTimeMillis() - Long.parseLong(text)) + " ms");
                            LATER.execute(() -> ws.send(System.currentTimeMillis()));
                        }

                        @Override
                        public void onError(WebSocket ws, Throwable error) {
                            System.err.println(error);
                        }

                        @Override
                        public void onClose(WebSocket ws, CloseStatus status) {
                            System.out.println("disconnected");
                            closed.countDown();
                        }
                    })
                    .join();
            closed.await();
        }
    }
}
