package dev.ws.it.deflate;

import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionOwner;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.extension.ClientExtensions;
import dev.ws.extension.Extension;
import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.ExtensionOffer;
import dev.ws.frame.Role;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The engine in the client role over a plain socket, with the opening handshake done by hand. */
final class EngineClient implements ConnectionOwner, AutoCloseable {
    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final String answer;
    private final WebSocketConnection ws;

    EngineClient(int port, String target, ClientExtensions extensions, ConnectionRuntime runtime) throws IOException {
        RawWebSocket socket = RawWebSocket.connect(port);
        try {
            String offers = ExtensionHeader.format(extensions.offers());
            HttpAnswer response = socket.shakeHands(port, target, "Sec-WebSocket-Extensions: " + offers);
            answer = response.header("sec-websocket-extensions");
            List<ExtensionOffer> answers = answer.isEmpty() ? List.of() : ExtensionHeader.parse(answer);
            List<Extension> agreed = extensions.accept(answers);
            HandshakeRequest request = HandshakeRequest.builder("GET", target).build();
            ws = new WebSocketConnection(Role.CLIENT, WebSocketOptions.DEFAULT, request, "", agreed, runtime, this);
            ws.onMessage((peer, message) -> inbox.add(message.copy()));
            ws.start(new BlockingTransport(socket));
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    /** The value of the server's header field, or the empty string. */
    String answer() {
        return answer;
    }

    WebSocket ws() {
        return ws;
    }

    /** The next message; fails when none comes. */
    Message next() throws InterruptedException {
        Message message = inbox.poll(RawWebSocket.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message; " + ws.readyState(), ws.closeCause());
        }
        return message;
    }

    @Override
    public @Nullable CompletionStage<?> opened(WebSocket opened) {
        return null;
    }

    @Override
    public void ended(WebSocket ended) {}

    @Override
    public void close() {
        ws.terminate();
    }
}
