package dev.ws.examples.standalone;

import dev.ws.client.WebSocketClient;
import java.util.concurrent.CountDownLatch;

/** Sends a text and prints what it gets until the server leaves. Argument: the server, ws://localhost:8080 by default. */
public final class TextClient {
    private TextClient() {}

    /**
     * Connects and waits for the end of the connection.
     *
     * @param args the address
     * @throws InterruptedException when it is told not to wait any longer
     */
    public static void main(String[] args) throws InterruptedException {
        String address = args.length == 0 ? "ws://localhost:8080" : args[0];
        CountDownLatch closed = new CountDownLatch(1);
        try (WebSocketClient client = WebSocketClient.create()) {
            client.connect(address, ws -> {
                        ws.onOpen(socket -> socket.send("something"));
                        ws.onText((socket, text) -> System.out.println("received: " + text));
                        ws.onError((socket, error) -> System.err.println(error));
                        ws.onClose((socket, status) -> closed.countDown());
                    })
                    .join();
            closed.await();
        }
    }
}
