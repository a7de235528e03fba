package dev.ws.jakarta.deploy;

import dev.ws.jakarta.container.JakartaServerContainer;
import dev.ws.servlet.WebSocketUpgrade;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Gives upgrade requests to the endpoint at their path, and lets everything else pass. */
final class EndpointFilter extends HttpFilter {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient JakartaServerContainer container;

    EndpointFilter(JakartaServerContainer container) {
        this.container = container;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (WebSocketUpgrade.isUpgrade(request)) {
            String path = path(request.getRequestURI(), request.getContextPath());
            if (path != null && container.upgrade(path, request, response)) {
                return;
            }
        }
        chain.doFilter(request, response);
    }

    // Filters end before context listeners, and so before CDI does, which endpoints may still need at their onClose.
    @Override
    public void destroy() {
        WebSocketUpgrade.stop(getServletContext());
    }

    /**
     * The path below the context path as sent, without parameters of its segments, which containers leave out, too, when they
     * look for security constraints. Null for one that they would resolve to another, so that nothing gets past a constraint.
     */
    static @Nullable String path(String uri, String contextPath) {
        StringBuilder path = new StringBuilder(uri.length());
        for (String segment :
                uri.substring(Math.min(contextPath.length(), uri.length())).split("/", -1)) {
            int parameters = segment.indexOf(';');
            String name = parameters < 0 ? segment : segment.substring(0, parameters);
            String dots = name.replace("%2e", ".").replace("%2E", ".");
            if (dots.equals(".") || dots.equals("..")) {
                return null;
            }
            path.append('/').append(name);
        }
        return path.length() > 1 ? path.substring(1) : "/";
    }
}
