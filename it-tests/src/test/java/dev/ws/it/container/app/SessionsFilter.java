package dev.ws.it.container.app;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** Authenticates as applications do: who is named in the session is the principal of its requests. */
@WebFilter(urlPatterns = "/sessions/*", asyncSupported = true)
public final class SessionsFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpSession session = request.getSession(false);
        Object user = session == null ? null : user(session);
        chain.doFilter(user == null ? request : new Authenticated(request, user.toString()), response);
    }

    // Another request may end the session at any time.
    private static @Nullable Object user(HttpSession session) {
        try {
            return session.getAttribute("user");
        } catch (IllegalStateException ended) {
            return null;
        }
    }

    private static final class Authenticated extends HttpServletRequestWrapper {
        private final String user;

        Authenticated(HttpServletRequest request, String user) {
            super(request);
            this.user = user;
        }

        @Override
        public @Nullable Principal getUserPrincipal() {
            return () -> user;
        }
    }
}
