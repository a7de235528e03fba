package dev.ws.benchmarks.client;

import dev.ws.WebSocket;
import dev.ws.client.ClientOptions;
import dev.ws.client.WebSocketClient;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** This project's client with its defaults, without compression as the others are. */
final class OwnClient implements MeasuredClient {
    private final ClientOptions options =
            ClientOptions.builder().perMessageDeflate(false).build();
    private final WebSocketClient client = WebSocketClient.create(options);

    @Override
    public String name() {
        return "ws";
    }

    @Override
    public Connection open(URI url, Receiver receiver) throws Exception {
        WebSocket ws = client.connect(url, opened -> opened.onText((from, text) -> receiver.received(text)))
                .get(30, TimeUnit.SECONDS);
        return new Connection() {
            @Override
            public void send(String text) {
                ws.send(text);
            }

            @Override
            public void close() {
                ws.close();
            }
        };
    }

    @Override
    public void end() {
        client.closeNow();
    }
}
