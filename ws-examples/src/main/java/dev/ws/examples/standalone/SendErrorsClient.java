package dev.ws.examples.standalone;

import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.client.WebSocketClient;
import java.util.concurrent.CountDownLatch;

/** Four ways to learn what became of a message. Argument: the server, ws://localhost:8080 by default. */
public final class SendErrorsClient {
    private SendErrorsClient() {}

    /**
     * Sends while the connection is open, and after its end.
     *
     * @param args the address
     * @throws InterruptedException when it is told not to wait any longer
     */
    public static void main(String[] args) throws InterruptedException {
        String address = args.length == 0 ? "ws://localhost:8080" : args[0];
        CountDownLatch closed = new CountDownLatch(1);
        try (WebSocketClient client = WebSocketClient.create()) {
            WebSocket ws =
                    client.connect(address, SendErrorsClient::sendTooEarly).join();
            sendInFourWays(ws, "open");
            ws.onClose((socket, status) -> closed.countDown());
            ws.close(1000, "");
            closed.await();
            sendInFourWays(ws, "closed");
        }
    }

    private static void sendTooEarly(WebSocket connecting) {
        try {
            connecting.send("too early"); // the only state in which every send throws
        } catch (IllegalStateException e) {
            System.out.println("connecting: " + e.getMessage());
        }
    }

    private static void sendInFourWays(WebSocket ws, String state) {
        ws.send("something"); // errors are ignored, the close event tells enough

        ws.send(Message.text("something"), SendOptions.DEFAULT, failure -> {
            System.out.println(state + ", callback: " + (failure == null ? "sent" : failure.getMessage()));
        });

        String outcome = ws.sendAsync("something")
                .handle((nothing, failure) -> failure == null ? "sent" : failure.getMessage())
                .join();
        System.out.println(state + ", future: " + outcome);

        try {
            ws.sendBlocking(Message.text("something"), SendOptions.DEFAULT);
            System.out.println(state + ", exception: none");
        } catch (Exception e) {
            System.out.println(state + ", exception: " + e.getMessage());
        }
    }
}
