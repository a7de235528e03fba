package dev.ws.examples.standalone;

import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Serves {@code wss}. Arguments: a key store with certificate and key, its password, and the port, 8443 by default. A key
 * store to play with: {@code keytool -genkeypair -keyalg EC -dname CN=localhost -keystore my.p12 -storepass secret}.
 */
public final class TlsServer {
    private TlsServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args key store, password, port
     * @throws IOException when the key store cannot be read or the port is taken
     * @throws GeneralSecurityException when there is no usable key in the key store
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        int port = args.length < 3 ? 8443 : Integer.parseInt(args[2]);
        char[] password = args[1].toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(new File(args[0]), password), password);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);

        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> {
                    ws.onError((socket, error) -> System.err.println(error));
                    ws.onText((socket, text) -> System.out.println("received: " + text));
                    ws.send("something");
                })
                .listen(ListenOptions.builder().port(port).tls(tls).build());
        System.out.println("listening on " + server.address().orElseThrow());
        server.closed().join();
    }
}
