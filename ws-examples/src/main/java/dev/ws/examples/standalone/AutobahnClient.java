package dev.ws.examples.standalone;

import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.client.WebSocketClient;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * Lets the Autobahn testsuite's fuzzing server test this client: asks how many cases there are, echoes in each until it is
 * closed, and asks for the reports. Argument: the server, ws://localhost:9001 by default.
 */
public final class AutobahnClient {
    private static final String AGENT = "agent=ws-java";

    private AutobahnClient() {}

    /**
     * Runs all cases, one after the other.
     *
     * @param args the address
     * @throws InterruptedException when it is told not to wait any longer
     */
    public static void main(String[] args) throws InterruptedException {
        String address = args.length == 0 ? "ws://localhost:9001" : args[0];
        AtomicReference<String> count = new AtomicReference<>("0");
        try (WebSocketClient client = WebSocketClient.create()) {
            run(client, address + "/getCaseCount", (ws, message) -> count.set(message.text()));
            int cases = Integer.parseInt(count.get());
            for (int n = 1; n <= cases; n++) {
                System.out.println("Running test case " + n + "/" + cases);
                run(client, address + "/runCase?case=" + n + "&" + AGENT, WebSocket::send);
            }
            run(client, address + "/updateReports?" + AGENT, (ws, message) -> {});
        }
    }

    private static void run(WebSocketClient client, String address, BiConsumer<WebSocket, Message> handler)
            throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        client.connect(address, ws -> {
                    ws.onMessage(handler);
                    ws.onError((socket, error) -> System.err.println(error));
                    ws.onClose((socket, status) -> closed.countDown());
                })
                .join();
        closed.await();
    }
}
