package plain;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.Serial;

/** Tells which implementation serves the endpoints, and what they noted. */
@WebServlet({"/implementation", "/configurator", "/journal", "/session", "/logout"})
public class InfoServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().write(answer(request));
    }

    private String answer(HttpServletRequest request) {
        return switch (request.getServletPath()) {
            case "/implementation" ->
                getServletContext()
                        .getAttribute("jakarta.websocket.server.ServerContainer")
                        .getClass()
                        .getName();
            case "/configurator" ->
                new ServerEndpointConfig.Configurator()
                        .getContainerDefaultConfigurator()
                        .getClass()
                        .getName();
            case "/logout" -> {
                request.getSession().invalidate();
                yield "bye";
            }
            case "/journal" -> String.join("\n", Journal.notes());
            default -> {
                request.getSession().setAttribute("colour", "blue");
                yield request.getSession().getId();
            }
        };
    }
}
