package dev.ws.examples.jakarta;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.io.Serial;
import java.security.CodeSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells which implementation of Jakarta WebSocket serves the endpoints of this package, and from which jar it comes. */
@WebServlet("/jakarta/implementation")
public class ImplementationServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Map<String, String> NAMES = Map.of(
            "dev.ws.", "ws for Java",
            "org.apache.tomcat.", "Apache Tomcat",
            "org.eclipse.jetty.", "Eclipse Jetty",
            "io.undertow.", "Undertow",
            "org.glassfish.tyrus.", "Tyrus");

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object container = getServletContext().getAttribute(ServerContainer.class.getName());
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().print(container == null ? "{\"name\":\"nobody\"}" : describe(container.getClass()));
    }

    private static String describe(Class<?> type) {
        String name = NAMES.entrySet().stream()
                .filter(known -> type.getName().startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findAny()
                .orElse("another implementation");
        return "{\"name\":\"" + name + "\",\"class\":\"" + type.getName() + "\",\"jar\":\""
                + jarOf(type.getProtectionDomain().getCodeSource()) + "\"}";
    }

    private static String jarOf(@Nullable CodeSource source) {
        String location = source == null || source.getLocation() == null
                ? "unknown"
                : source.getLocation().getPath().replaceFirst("(!/|/)$", "");
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
