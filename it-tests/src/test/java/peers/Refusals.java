package peers;

import jakarta.servlet.FilterChain;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/** A filter that lets nobody through. */
@WebFilter(urlPatterns = "/refuse", asyncSupported = true)
public class Refusals extends HttpFilter {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        int status = Integer.parseInt(request.getParameter("status"));
        response.setStatus(status);
        response.setHeader("X-Reason", "because");
        response.getWriter().write("refused with " + status);
    }
}
