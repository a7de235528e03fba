package dev.ws.it.container.app;

import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketUpgrade;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A front controller that upgrades by itself, also through a wrapped request, and once too often when asked to. */
@WebServlet(urlPatterns = "/controller/*", asyncSupported = true)
public final class ControllerServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private transient @Nullable WebSocketServer server; // set by init

    @Override
    public void init() {
        server = WebSocketUpgrade.builder(getServletContext())
                .onConnection((ws, request) -> {
                    ws.onMessage((socket, message) -> socket.send(answer(message.text())));
                })
                .build();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        WebSocketServer known = server;
        if (known == null) {
            throw new ServletException("not initialised");
        }
        WebSocketUpgrade.upgrade(new HttpServletRequestWrapper(request), response, known);
        if (request.getPathInfo().equals("/twice")) {
            try {
                WebSocketUpgrade.upgrade(request, response, known);
            } catch (IllegalStateException e) {
                getServletContext().setAttribute("second", String.valueOf(e.getMessage()));
            }
        }
    }

    private String answer(String question) {
        return question.equals("second?") ? String.valueOf(getServletContext().getAttribute("second")) : question;
    }
}
