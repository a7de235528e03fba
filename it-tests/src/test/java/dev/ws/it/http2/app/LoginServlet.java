package dev.ws.it.http2.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Begins an HTTP session at {@code /session/in} and ends it at {@code /session/out}. */
@WebServlet(urlPatterns = "/session/*")
public final class LoginServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        if (request.getPathInfo().equals("/out")) {
            session.invalidate();
        }
        response.getWriter().print(request.getProtocol());
    }
}
