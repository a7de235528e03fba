package dev.ws.benchmarks.servers;

import dev.ws.CloseStatus;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.client.ClientOptions;
import dev.ws.client.WebSocketClient;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * The client that a conformance testsuite talks to as "fuzzing server": asks how many cases there are, echoes in each
 * until it is closed, then asks for the reports. One case after another, on the main thread.
 */
final class ConformanceClient {
    private static final String AGENT = "ws-java";

    private final String url;

    ConformanceClient(String url) {
        this.url = url;
    }

    /**
     * Runs all cases.
     *
     * @return how many there were
     * @throws Exception when the testing server does not answer
     */
    int run() throws Exception {
        ClientOptions options = ClientOptions.builder()
                .webSocket(EchoListener.options(EchoListener.BIG))
                .perMessageDeflate(true)
                .build();
        try (WebSocketClient client = WebSocketClient.create(options)) {
            CompletableFuture<String> count = new CompletableFuture<>();
            session(client, "/getCaseCount", new WebSocketListener() {
                @Override
                public void onText(WebSocket ws, String text) {
                    count.complete(text);
                }
            });
            int cases = Integer.parseInt(count.getNow("0").strip());
            for (int i = 1; i <= cases; i++) {
                session(client, "/runCase?case=" + i + "&agent=" + AGENT, new WebSocketListener() {
                    @Override
                    public void onMessage(WebSocket ws, Message message) {
                        ws.send(message);
                    }
                });
            }
            session(client, "/updateReports?agent=" + AGENT, new WebSocketListener() {});
            return cases;
        }
    }

    // Until it is closed; a case whose connection fails is the testsuite's to judge.
    @SuppressWarnings("FutureReturnValueIgnored") // onClose comes in any case
    private void session(WebSocketClient client, String target, WebSocketListener listener) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        client.connect(url + target, ws -> {
            ws.addListener(listener);
            ws.addListener(new WebSocketListener() {
                @Override
                public void onClose(WebSocket ended, CloseStatus status) {
                    closed.countDown();
                }
            });
        });
        closed.await();
    }
}
