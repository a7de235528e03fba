package dev.ws.examples.standalone;

import dev.ws.WebSocket;
import dev.ws.client.WebSocketClient;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CountDownLatch;

/**
 * Sends five numbers as one binary message, laid out as a {@code Float32Array} of JavaScript, and leaves. Argument: the
 * server, ws://localhost:8080 by default.
 */
public final class BinaryClient {
    private BinaryClient() {}

    /**
     * Connects, sends and closes.
     *
     * @param args the address
     * @throws InterruptedException when it is told not to wait any longer
     */
    public static void main(String[] args) throws InterruptedException {
        String address = args.length == 0 ? "ws://localhost:8080" : args[0];
        CountDownLatch closed = new CountDownLatch(1);
        try (WebSocketClient client = WebSocketClient.create()) {
            WebSocket ws = client.connect(
                            address,
                            socket -> socket.onClose((s, status) -> {
                                System.out.println("closed: " + status);
                                closed.countDown();
                            }))
                    .join();
            ByteBuffer floats = ByteBuffer.allocate(5 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < 5; i++) {
                floats.putFloat(i / 2f);
            }
            ws.send(floats.flip());
            ws.close(1000, "");
            closed.await();
        }
    }
}
