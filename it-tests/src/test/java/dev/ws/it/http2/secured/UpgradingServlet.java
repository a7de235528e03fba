package dev.ws.it.http2.secured;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Map;

/** Upgrades by hand, whatever the method is. */
@WebServlet(urlPatterns = "*.upgrading", asyncSupported = true)
public final class UpgradingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        ServerContainer container =
                (ServerContainer) getServletContext().getAttribute("jakarta.websocket.server.ServerContainer");
        ServerEndpointConfig endpoint = ServerEndpointConfig.Builder.create(WhoEndpoint.class, "/nowhere")
                .build();
        try {
            container.upgradeHttpToWebSocket(request, response, endpoint, Map.of());
        } catch (DeploymentException e) {
            throw new ServletException(e);
        }
    }
}
