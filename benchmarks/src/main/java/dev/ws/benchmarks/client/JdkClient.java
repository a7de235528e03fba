package dev.ws.benchmarks.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The JDK's own client. */
final class JdkClient implements MeasuredClient {
    private final HttpClient client = HttpClient.newHttpClient();

    @Override
    public String name() {
        return "JDK";
    }

    @Override
    public Connection open(URI url, Receiver receiver) throws Exception {
        WebSocket ws = client.newWebSocketBuilder()
                .buildAsync(url, new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        receiver.received(data.toString());
                        from.request(1);
                        return null;
                    }
                })
                .get(30, TimeUnit.SECONDS);
        return new Connection() {
            @Override
            public void send(String text) {
                CompletionStage<WebSocket> sent = ws.sendText(text, true);
                sent.exceptionally(failure -> {
                    throw new IllegalStateException("a message was not sent", failure);
                });
            }

            @Override
            public void close() {
                ws.abort();
            }
        };
    }

    @Override
    public void end() {}
}
