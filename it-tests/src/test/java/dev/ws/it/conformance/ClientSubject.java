package dev.ws.it.conformance;

import dev.ws.WebSocket;
import dev.ws.client.ClientOptions;
import dev.ws.client.WebSocketClient;
import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** Our client as a subject: it is made to connect to a socket of the test, and echoes. */
final class ClientSubject implements Subject, AutoCloseable {
    private final WebSocketClient client = WebSocketClient.create();
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    ClientSubject() throws IOException {
        listening.setSoTimeout((int) RawWebSocket.PATIENCE.toMillis());
    }

    /** A connection that the client makes, before its handshake. */
    Socket accept(ClientOptions options) throws IOException {
        String address = "ws://127.0.0.1:" + listening.getLocalPort() + "/";
        CompletableFuture<WebSocket> unused = client.connect(address, options, ws -> ws.onMessage(WebSocket::send));
        return listening.accept();
    }

    @Override
    public RawWebSocket open() throws IOException {
        return RawWebSocket.adopt(accept(ClientOptions.DEFAULT));
    }

    @Override
    public void close() throws IOException {
        client.closeNow();
        listening.close();
    }
}
