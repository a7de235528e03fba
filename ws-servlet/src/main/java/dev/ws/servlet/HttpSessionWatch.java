package dev.ws.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;

/** Told by the container of sessions that begin, end or get another id. Registered while the web application starts. */
final class HttpSessionWatch implements HttpSessionListener, HttpSessionIdListener {
    private static final String REGISTERED = HttpSessionWatch.class.getName();

    static void register(ServletContext context) {
        context.addListener(new HttpSessionWatch());
        context.setAttribute(REGISTERED, true);
    }

    /** Whether the container tells of its sessions; if not, connections outlive them. */
    static boolean isRegistered(ServletContext context) {
        return context.getAttribute(REGISTERED) != null;
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
        ServletRuntime runtime = runtime(event);
        if (runtime != null) {
            runtime.sessions().began(event.getSession().getId());
        }
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
        ServletRuntime runtime = runtime(event);
        if (runtime != null) {
            runtime.sessions().ended(event.getSession().getId());
        }
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
        ServletRuntime runtime = runtime(event);
        if (runtime != null) {
            runtime.sessions().changed(oldSessionId, event.getSession().getId());
        }
    }

    private static @Nullable ServletRuntime runtime(HttpSessionEvent event) {
        return ServletRuntime.existing(event.getSession().getServletContext());
    }
}
