package dev.ws.it.container.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** Does with the session of a request what its path says, and answers with the session's id, or {@code none}. */
@WebServlet(urlPatterns = "/session/*")
public final class SessionControlServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String what = request.getPathInfo();
        if (what.equals("/login")) {
            request.getSession().setAttribute("user", "anna");
        } else if (what.equals("/anonymous")) {
            request.getSession();
        }
        HttpSession session = request.getSession(false);
        String id = session == null ? "none" : session.getId();
        if (session != null) {
            switch (what) {
                case "/rotate" -> id = request.changeSessionId();
                case "/invalidate" -> session.invalidate();
                case "/two-seconds" -> session.setMaxInactiveInterval(2);
                case "/eight-seconds" -> session.setMaxInactiveInterval(8);
                default -> {}
            }
        }
        response.setContentType("text/plain");
        response.getWriter().write(id);
    }
}
