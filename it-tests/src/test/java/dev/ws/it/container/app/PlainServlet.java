package dev.ws.it.container.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What is behind the filter; {@code /filtered/login} starts a session with a cart. */
@WebServlet(urlPatterns = "/filtered/*", asyncSupported = true)
public final class PlainServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("/login".equals(request.getPathInfo())) {
            request.getSession(true).setAttribute("cart", 3);
            response.getWriter().print(request.getSession().getId());
        } else {
            response.getWriter().print("chain");
        }
    }
}
