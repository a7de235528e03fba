package dev.ws.examples.standalone;

import dev.ws.client.ClientOptions;
import dev.ws.client.ReconnectPolicy;
import dev.ws.client.ReconnectingWebSocket;
import dev.ws.client.WebSocketClient;
import java.time.Duration;

/**
 * Connects again whenever the connection is lost, after longer and longer delays, until the server closes with 1000.
 * Argument: the server, ws://localhost:8080 by default.
 */
public final class ReconnectingClient {
    private ReconnectingClient() {}

    /**
     * Prints what it gets.
     *
     * @param args the address
     */
    public static void main(String[] args) {
        String address = args.length == 0 ? "ws://localhost:8080" : args[0];
        ReconnectPolicy policy = ReconnectPolicy.builder()
                .initialDelay(Duration.ofMillis(100))
                .maxDelay(Duration.ofSeconds(5))
                .build();
        try (WebSocketClient client = WebSocketClient.create();
                ReconnectingWebSocket connection = client.reconnecting(address, ClientOptions.DEFAULT, policy, ws -> {
                    ws.onText((socket, text) -> System.out.println("received: " + text));
                    ws.onError((socket, error) -> System.err.println(error));
                    ws.onClose((socket, status) -> System.out.println("closed: " + status));
                })) {
            connection.ended().join();
        }
    }
}
