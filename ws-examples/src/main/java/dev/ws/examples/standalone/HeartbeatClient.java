package dev.ws.examples.standalone;

import dev.ws.WebSocketOptions;
import dev.ws.client.ClientOptions;
import dev.ws.client.WebSocketClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Expects pings of the server, and cuts the connection when none came in time: every 30 seconds here, and one second for
 * the way. Arguments: the server, ws://localhost:8080 by default, and the milliseconds, 31000 by default.
 */
public final class HeartbeatClient {
    private HeartbeatClient() {}

    /**
     * Connects and waits for the end of the connection.
     *
     * @param args the address and the milliseconds
     * @throws InterruptedException when it is told not to wait any longer
     */
    public static void main(String[] args) throws InterruptedException {
        String address = args.length == 0 ? "ws://localhost:8080" : args[0];
        Duration patience = Duration.ofMillis(args.length < 2 ? 31_000 : Long.parseLong(args[1]));
        ClientOptions options = ClientOptions.builder()
                .webSocket(WebSocketOptions.builder().expectPing(patience).build())
                .build();
        CountDownLatch closed = new CountDownLatch(1);
        try (WebSocketClient client = WebSocketClient.create(options)) {
            client.connect(address, ws -> {
                        ws.onPing((socket, payload) -> System.out.println("ping"));
                        ws.onError((socket, error) -> System.err.println(error));
                        ws.onClose((socket, status) -> {
                            System.out.println("closed: " + status);
                            closed.countDown();
                        });
                    })
                    .join();
            closed.await();
        }
    }
}
