package dev.ws.it.http2.secured;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Hands everything over to a path that nobody may ask for, and one that everybody may. */
@WebServlet(
        urlPatterns = {"*.forbidden", "*.open"},
        asyncSupported = true)
public final class ForwardingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String path = request.getServletPath().endsWith(".open") ? "/open/who" : "/get-forbidden/who";
        request.getRequestDispatcher(path).forward(request, response);
    }
}
