package dev.ws.examples.standalone;

import dev.ws.client.ClientOptions;
import dev.ws.client.ProxyOptions;
import dev.ws.client.WebSocketClient;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.concurrent.CountDownLatch;

/**
 * Goes through a proxy. Arguments: the server and the proxy, {@code http://user:password@localhost:3128} or
 * {@code socks://localhost:1080} for instance. Without such options the proxies of the JVM are used.
 */
public final class ProxyClient {
    private ProxyClient() {}

    /**
     * Sends a text and prints what it gets until the server leaves.
     *
     * @param args the address and the proxy
     * @throws InterruptedException when it is told not to wait any longer
     */
    public static void main(String[] args) throws InterruptedException {
        URI at = URI.create(args[1]);
        Proxy.Type type = at.getScheme().startsWith("socks") ? Proxy.Type.SOCKS : Proxy.Type.HTTP;
        ProxyOptions proxy = ProxyOptions.of(new Proxy(type, new InetSocketAddress(at.getHost(), at.getPort())));
        if (at.getUserInfo() != null) {
            String[] user = at.getUserInfo().split(":", 2);
            proxy = proxy.withCredentials(user[0], user[1]);
        }
        CountDownLatch closed = new CountDownLatch(1);
        ClientOptions options = ClientOptions.builder().proxy(proxy).build();
        try (WebSocketClient client = WebSocketClient.create(options)) {
            client.connect(args[0], ws -> {
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
