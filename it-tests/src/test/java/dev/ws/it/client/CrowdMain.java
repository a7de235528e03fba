package dev.ws.it.client;

import dev.ws.WebSocket;
import dev.ws.client.WebSocketClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Many clients in a JVM of their own: connects as often as the second argument says to the address of the first, lets each
 * of them talk, and prints "open OPEN echoes ECHOES threads BEFORE AFTER".
 */
final class CrowdMain {
    private CrowdMain() {}

    public static void main(String[] arguments) throws Exception {
        int clients = Integer.parseInt(arguments[1]);
        int before = Thread.getAllStackTraces().size();
        CountDownLatch echoes = new CountDownLatch(clients);
        WebSocketClient client = WebSocketClient.create();
        List<CompletableFuture<WebSocket>> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String text = "client " + i;
            all.add(client.connect(
                    arguments[0],
                    ws -> ws.onText((peer, echo) -> {
                        if (echo.equals(text)) {
                            echoes.countDown();
                        }
                    })));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
        for (int i = 0; i < clients; i++) {
            all.get(i).join().send("client " + i);
        }
        boolean complete = echoes.await(60, TimeUnit.SECONDS);
        Map<Thread, StackTraceElement[]> threads = Thread.getAllStackTraces();
        System.out.println("open "
                + all.stream().filter(one -> one.join().isOpen()).count() + " echoes "
                + (complete ? clients : clients - echoes.getCount()) + " threads " + before + " " + threads.size());
        threads.keySet().forEach(thread -> System.out.println(thread.getName()));
        System.exit(0);
    }
}
