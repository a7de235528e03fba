package programmatic;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.Serial;
import java.util.Map;

/** Tells which implementation serves, deploys one endpoint more, and upgrades by hand. */
@WebServlet(
        urlPatterns = {"/implementation", "/more", "/front/*"},
        asyncSupported = true)
public class InfoServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ServerContainer container =
                (ServerContainer) getServletContext().getAttribute("jakarta.websocket.server.ServerContainer");
        try {
            switch (request.getServletPath()) {
                case "/more" ->
                    container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/later/{word}")
                            .build());
                case "/front" -> {
                    container.upgradeHttpToWebSocket(
                            request,
                            response,
                            ServerEndpointConfig.Builder.create(Echo.class, "/nowhere/{word}")
                                    .build(),
                            Map.of("word", "front"));
                    return;
                }
                default -> {}
            }
            response.getWriter().write(container.getClass().getName());
        } catch (DeploymentException e) {
            response.sendError(500, e.getMessage());
        }
    }
}
