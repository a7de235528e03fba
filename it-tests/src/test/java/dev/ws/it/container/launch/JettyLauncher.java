package dev.ws.it.container.launch;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.jspecify.annotations.Nullable;

/** Starts Jetty 12.1 with the web application in one of its environments; its own classes are hidden from it. */
public final class JettyLauncher implements Function<String, Object> {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ContextHandlerCollection contexts = new ContextHandlerCollection();
    private @Nullable ContextHandler context; // gone with the application

    /** Settings: {@code variant} (ee10, ee11), {@code webapp}, {@code work}. */
    public JettyLauncher(Map<String, String> settings) throws ReflectiveOperationException {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        Class<? extends ContextHandler> type = Class.forName(
                        "org.eclipse.jetty." + settings.get("variant") + ".webapp.WebAppContext")
                .asSubclass(ContextHandler.class);
        ContextHandler application = type.getConstructor().newInstance();
        type.getMethod("setWar", String.class).invoke(application, settings.get("webapp"));
        application.setContextPath("/");
        contexts.addHandler(application);
        context = application;
        server.setHandler(contexts);
    }

    @Override
    public Object apply(String command) {
        try {
            switch (command) {
                case "start" -> {
                    server.start();
                    if (!application().isAvailable()) {
                        throw new IllegalStateException("the web application did not start");
                    }
                    return connector.getLocalPort();
                }
                case "loader" -> {
                    return application().getClassLoader();
                }
                case "stop-application" -> {
                    application().stop();
                    contexts.removeHandler(application());
                    application().destroy();
                    context = null;
                    return true;
                }
                case "stop" -> {
                    server.stop();
                    server.destroy();
                    return true;
                }
                default -> throw new IllegalArgumentException(command);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ContextHandler application() {
        return Objects.requireNonNull(context);
    }
}
