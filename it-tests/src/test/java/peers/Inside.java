package peers;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of the echo of its own application: says the class of its container and what came back. */
@WebServlet("/inside")
public class Inside extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int SECONDS = 30;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        URI echo = URI.create("ws://127.0.0.1:" + request.getLocalPort() + request.getContextPath() + "/echo");
        WebSocketContainer container = ContainerProvider.getWebSocketContainer();
        try {
            String annotated = annotated(container, echo);
            response.getWriter()
                    .write(container.getClass().getName() + " " + annotated + " " + programmatic(container, echo));
        } catch (DeploymentException | InterruptedException | ExecutionException | TimeoutException e) {
            throw new ServletException(e);
        }
    }

    private static String annotated(WebSocketContainer container, URI echo)
            throws IOException, DeploymentException, InterruptedException, ExecutionException, TimeoutException {
        Annotated endpoint = new Annotated();
        try (Session session = container.connectToServer(endpoint, echo)) {
            session.getBasicRemote().sendText("annotated");
            return endpoint.answer.get(SECONDS, TimeUnit.SECONDS);
        }
    }

    private static String programmatic(WebSocketContainer container, URI echo)
            throws IOException, DeploymentException, InterruptedException, ExecutionException, TimeoutException {
        Programmatic endpoint = new Programmatic();
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create().build();
        try (Session session = container.connectToServer(endpoint, config, echo)) {
            session.getBasicRemote().sendText("programmatic");
            return endpoint.answer.get(SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Keeps the answer. */
    @ClientEndpoint
    public static class Annotated {
        private final CompletableFuture<String> answer = new CompletableFuture<>();

        @OnMessage
        public void text(String text) {
            answer.complete(text);
        }
    }

    /** Keeps the answer. */
    public static class Programmatic extends Endpoint {
        private final CompletableFuture<String> answer = new CompletableFuture<>();

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String text) {
                    answer.complete(text);
                }
            });
        }
    }
}
