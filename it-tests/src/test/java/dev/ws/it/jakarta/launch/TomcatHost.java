package dev.ws.it.jakarta.launch;

import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.apache.catalina.Container;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** Tomcat 10.1 or 11 to which web applications are added while it runs, each scanned as a WAR is. */
public final class TomcatHost implements Function<String, Object> {
    // Filters are called only where a servlet is mapped.
    private static final String DEFAULTS = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <servlet>
                <servlet-name>default</servlet-name>
                <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
                <async-supported>true</async-supported>
              </servlet>
              <servlet-mapping>
                <servlet-name>default</servlet-name>
                <url-pattern>/</url-pattern>
              </servlet-mapping>
            </web-app>
            """;

    private final Tomcat tomcat = new Tomcat();
    private final Path defaults;

    /** Settings: {@code work}. */
    public TomcatHost(Map<String, String> settings) throws IOException {
        defaults = Files.writeString(Path.of(settings.get("work"), "web.xml"), DEFAULTS);
        TomcatURLStreamHandlerFactory.disable(); // a JVM takes one such factory, but here are several Tomcats
        tomcat.setBaseDir(settings.get("work"));
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}"); // else Tomcat refuses them by itself
        connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
        tomcat.setConnector(connector);
        tomcat.getHost(); // makes it
        tomcat.addUser("anna", "secret");
        tomcat.addRole("anna", "chatter");
        tomcat.addUser("carl", "secret");
    }

    /**
     * Commands: {@code start}; {@code deploy PATH FOLDER}; {@code undeploy PATH}; {@code forget} the default configurator.
     */
    @Override
    public Object apply(String command) {
        String[] words = command.split(" ", 3);
        try {
            switch (words[0]) {
                case "start" -> {
                    tomcat.start();
                    return tomcat.getConnector().getLocalPort();
                }
                case "deploy" -> {
                    return deploy(words[1], words[2]);
                }
                case "undeploy" -> {
                    Container context = tomcat.getHost().findChild(words[1]);
                    tomcat.getHost().removeChild(context);
                    return true;
                }
                case "forget" -> {
                    forgetDefaultConfigurator();
                    return true;
                }
                default -> throw new IllegalArgumentException(command);
            }
        } catch (LifecycleException | MalformedURLException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void forgetDefaultConfigurator() throws IllegalAccessException {
        Class<?> configurator = ServerEndpointConfig.Configurator.class;
        for (Field field : configurator.getDeclaredFields()) {
            if (field.getType() == configurator && Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                field.set(null, null);
            }
        }
    }

    private boolean deploy(String path, String folder) throws MalformedURLException {
        StandardContext context = new StandardContext();
        context.setPath(path);
        context.setName(path);
        context.setDocBase(folder);
        context.setParentClassLoader(getClass().getClassLoader());
        ContextConfig config = new ContextConfig();
        config.setDefaultWebXml(defaults.toString());
        context.addLifecycleListener(config);
        Path own = Path.of(folder, "META-INF", "context.xml");
        if (Files.exists(own)) {
            context.setConfigFile(own.toUri().toURL());
        }
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setScanClassPath(false);
        context.setJarScanner(scanner);
        try {
            tomcat.getHost().addChild(context);
        } catch (IllegalStateException e) { // how some failures of initializers come out
            return false;
        }
        return context.getState() == LifecycleState.STARTED;
    }
}
