package dev.ws.examples.standalone;

import dev.ws.WebSocket;
import dev.ws.client.ClientOptions;
import dev.ws.client.WebSocketClient;
import java.time.Duration;

/** Does not offer compression, which clients do otherwise. Argument: the server, ws://localhost:8080 by default. */
public final class UncompressedClient {
    private UncompressedClient() {}

    /**
     * Connects, prints what was agreed, and leaves.
     *
     * @param args the address
     */
    public static void main(String[] args) {
        String address = args.length == 0 ? "ws://localhost:8080" : args[0];
        ClientOptions options = ClientOptions.builder().perMessageDeflate(false).build();
        try (WebSocketClient client = WebSocketClient.create(options)) {
            WebSocket ws = client.connect(address).join();
            System.out.println("extensions: " + ws.extensions());
            client.shutdown(Duration.ofSeconds(5)).join(); // leaves in order
        }
    }
}
