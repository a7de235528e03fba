package dev.ws.examples.standalone;

import dev.ws.WebSocket;
import dev.ws.client.ClientOptions;
import dev.ws.client.ClientTls;
import dev.ws.client.WebSocketClient;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A server with a certificate it signed itself, and a client that does not check it, which is for demonstrations only.
 * Argument: the port, 8001 by default.
 */
public final class SslExample {
    private SslExample() {}

    /**
     * Sends one line there and back.
     *
     * @param args the port
     * @throws Exception when something is missing
     */
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 8001 : Integer.parseInt(args[0]);
        ListenOptions where = ListenOptions.builder()
                .host("127.0.0.1")
                .port(port)
                .tls(selfSigned())
                .build();
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> ws.onText((conn, text) -> {
                    System.out.println("server: " + text);
                    conn.send(text.toUpperCase(Locale.ROOT) + "!!!");
                }))
                .listen(where);
        InetSocketAddress address = (InetSocketAddress) server.address().orElseThrow();

        CompletableFuture<String> answer = new CompletableFuture<>();
        ClientOptions blind =
                ClientOptions.builder().tls(ClientTls.insecureTrustAll()).build();
        try (WebSocketClient client = WebSocketClient.create(blind)) {
            WebSocket ws =
                    client.connect("wss://127.0.0.1:" + address.getPort()).join();
            ws.onText((socket, text) -> answer.complete(text));
            ws.send("All glory to WebSockets!");
            System.out.println("client: " + answer.join());
        }
        server.shutdown().join();
    }

    /** Has the JDK's keytool make a key and a certificate for it. */
    private static SSLContext selfSigned() throws Exception {
        Path store = Files.createTempDirectory("ssl-example").resolve("self-signed.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(keytool.toString()));
        command.addAll(List.of("-genkeypair -keyalg EC -dname CN=localhost -storepass secret -keystore".split(" ")));
        command.add(store.toString());
        if (new ProcessBuilder(command).start().waitFor() != 0) {
            throw new IllegalStateException("no key store made by " + command);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), "secret".toCharArray()), "secret".toCharArray());
        Files.delete(store);
        Files.delete(store.getParent());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return tls;
    }
}
