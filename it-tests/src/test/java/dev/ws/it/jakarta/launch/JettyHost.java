package dev.ws.it.jakarta.launch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.security.Credential;

/** Jetty 12.1 to which web applications of one of its environments are added while it runs. */
public final class JettyHost implements Function<String, Object> {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ContextHandlerCollection contexts = new ContextHandlerCollection(true);
    private final Map<String, ContextHandler> applications = new ConcurrentHashMap<>();
    private final Class<? extends ContextHandler> type;

    /** Settings: {@code environment} (ee10, ee11). */
    public JettyHost(Map<String, String> settings) throws ClassNotFoundException {
        type = Class.forName("org.eclipse.jetty." + settings.get("environment") + ".webapp.WebAppContext")
                .asSubclass(ContextHandler.class);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(contexts);
        UserStore users = new UserStore();
        users.addUser("anna", Credential.getCredential("secret"), new String[] {"chatter"});
        users.addUser("carl", Credential.getCredential("secret"), new String[0]);
        HashLoginService logins = new HashLoginService("people");
        logins.setUserStore(users);
        server.addBean(logins);
    }

    /** Commands: {@code start}; {@code deploy PATH FOLDER}; {@code undeploy PATH}. */
    @Override
    public Object apply(String command) {
        String[] words = command.split(" ", 3);
        try {
            switch (words[0]) {
                case "start" -> {
                    server.start();
                    return connector.getLocalPort();
                }
                case "deploy" -> {
                    return deploy(words[1], words[2]);
                }
                case "undeploy" -> {
                    ContextHandler application = applications.remove(words[1]);
                    application.stop();
                    contexts.removeHandler(application);
                    return true;
                }
                default -> throw new IllegalArgumentException(command);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean deploy(String path, String folder) throws Exception {
        ContextHandler application = type.getConstructor().newInstance();
        type.getMethod("setWar", String.class).invoke(application, folder);
        application.setContextPath(path);
        applications.put(path, application);
        contexts.addHandler(application);
        application.start();
        return application.isAvailable();
    }
}
