package dev.ws.it.client.host;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The endpoints of {@code server.js} as Jakarta WebSocket has them: {@code echo}, {@code close} and {@code ping}. */
final class Endpoints {
    private static final int LIMIT = 32 << 20;

    private Endpoints() {}

    /** {@return the endpoints, which take the subprotocols chat and superchat and the container's own extensions} */
    static List<ServerEndpointConfig> all() {
        return all(List.of());
    }

    /** {@return the same with more extensions} */
    static List<ServerEndpointConfig> all(List<Extension> extensions) {
        return List.of(
                config("/echo", Echo.class, extensions),
                config("/close", Close.class, extensions),
                config("/ping", Ping.class, extensions));
    }

    private static ServerEndpointConfig config(
            String path, Class<? extends Endpoint> type, List<Extension> extensions) {
        return ServerEndpointConfig.Builder.create(type, path)
                .subprotocols(List.of("superchat", "chat"))
                .extensions(extensions)
                .build();
    }

    /** Sends back what comes. */
    public static final class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxTextMessageBufferSize(LIMIT);
            session.setMaxBinaryMessageBufferSize(LIMIT);
            session.addMessageHandler(
                    String.class, text -> attempt(() -> session.getBasicRemote().sendText(text)));
            session.addMessageHandler(
                    ByteBuffer.class,
                    bytes -> attempt(() -> session.getBasicRemote().sendBinary(bytes)));
        }
    }

    /** "4001 bye" closes with code and reason. */
    public static final class Close extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, command -> {
                String[] words = command.split(" ", 2);
                CloseReason.CloseCode code = CloseReason.CloseCodes.getCloseCode(Integer.parseInt(words[0]));
                attempt(() -> session.close(new CloseReason(code, words.length > 1 ? words[1] : "")));
            });
        }
    }

    /** Pings with the text that comes, and tells the payload of the pong. */
    public static final class Ping extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(
                    String.class,
                    text -> attempt(() ->
                            session.getBasicRemote().sendPing(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)))));
            session.addMessageHandler(
                    PongMessage.class,
                    pong -> attempt(() -> session.getBasicRemote()
                            .sendText("pong " + StandardCharsets.UTF_8.decode(pong.getApplicationData()))));
        }
    }

    private interface Sending {
        void run() throws IOException;
    }

    private static void attempt(Sending sending) {
        try {
            sending.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
