package dev.ws.it.jakarta.app;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells which implementations asked the application for its endpoints. */
@WebServlet("/asked")
public class Asked extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final List<String> ASKERS = new CopyOnWriteArrayList<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().write(String.join(" ", ASKERS));
    }

    /** Whom every implementation asks that deploys what it found. */
    public static class Choice implements ServerApplicationConfig {
        @Override
        public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
            return Set.of();
        }

        @Override
        public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
            ASKERS.add(StackWalker.getInstance()
                    .walk(frames -> frames.skip(1).findFirst().orElseThrow().getClassName()));
            return found;
        }
    }
}
