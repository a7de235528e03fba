package dev.ws.examples.session;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** GET /login tells who is logged in, POST /login logs in as somebody random, DELETE /logout ends the session. */
@WebServlet({"/login", "/logout"})
public class LoginServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        User user = session == null ? null : (User) session.getAttribute(User.NAME);
        answer(response, user, user == null ? "logged out" : "logged in");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession();
        if (!session.isNew()) {
            request.changeSessionId(); // an id known before the login is worth nothing after it
        }
        User user = new User();
        session.setAttribute(User.NAME, user); // an earlier login of this browser ends here
        answer(response, user, "session updated");
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate(); // takes the user out of the session, which closes his connections
        }
        answer(response, null, "session destroyed");
    }

    private static void answer(HttpServletResponse response, @Nullable User user, String message) throws IOException {
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        String userId = user == null ? "null" : "\"" + user.id() + "\"";
        response.getWriter().print("{\"userId\":" + userId + ",\"message\":\"" + message + "\"}");
    }
}
