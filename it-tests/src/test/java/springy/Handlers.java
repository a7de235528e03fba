package springy;

import jakarta.websocket.Session;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/** The handlers that the dispatcher serves. */
@Configuration
@EnableWebSocket
public class Handlers implements WebSocketConfigurer {
    private final Greeter greeter;

    @Autowired
    public Handlers(Greeter greeter) {
        this.greeter = greeter;
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        DefaultHandshakeHandler handshakes = new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy());
        handshakes.setSupportedProtocols("chat");
        registry.addHandler(new Echo(greeter), "/echo/*")
                .setHandshakeHandler(handshakes)
                .addInterceptors(new Query());
        // With all that Spring chooses itself.
        registry.addHandler(new Echo(greeter), "/chosen");
        registry.addHandler(new Echo(greeter), "/sock").withSockJS();
    }

    /** Sends back what it gets, and says what it knows when asked. */
    private static final class Echo extends AbstractWebSocketHandler {
        private final Greeter greeter;

        Echo(Greeter greeter) {
            this.greeter = greeter;
        }

        @Override
        protected void handleTextMessage(WebSocketSession session, TextMessage message) throws IOException {
            String text = message.getPayload();
            switch (text) {
                case "who?" ->
                    session.sendMessage(new TextMessage(String.join(
                            " ",
                            greeter.greet(String.valueOf(session.getAttributes().get("query"))),
                            container(session),
                            String.valueOf(session.getAcceptedProtocol()))));
                case "close" -> session.close(new CloseStatus(4001, "asked"));
                case "pong" -> session.sendMessage(new PongMessage());
                default -> session.sendMessage(message);
            }
        }

        private static String container(WebSocketSession session) {
            Session own = ((NativeWebSocketSession) session).getNativeSession(Session.class);
            return Objects.requireNonNull(own).getContainer().getClass().getName();
        }

        @Override
        protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) throws IOException {
            session.sendMessage(message);
        }
    }

    /** Refuses some, and gives the handler an attribute. */
    private static final class Query implements HandshakeInterceptor {
        @Override
        public boolean beforeHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                Map<String, Object> attributes) {
            String query = String.valueOf(request.getURI().getQuery());
            attributes.put("query", query);
            return !query.equals("refuse");
        }

        @Override
        public void afterHandshake(
                ServerHttpRequest request,
                ServerHttpResponse response,
                WebSocketHandler handler,
                @Nullable Exception failure) {}
    }
}
