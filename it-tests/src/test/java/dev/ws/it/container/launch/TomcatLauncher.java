package dev.ws.it.container.launch;

import java.util.Map;
import java.util.function.Function;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Constants;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** Starts Tomcat 10.1 or 11 with the web application, scanned as a WAR is. */
public final class TomcatLauncher implements Function<String, Object> {
    private final Tomcat tomcat = new Tomcat();
    private final StandardContext context = new StandardContext();

    /** Settings: {@code variant} (the protocol handler), {@code webapp}, {@code work}. */
    public TomcatLauncher(Map<String, String> settings) {
        TomcatURLStreamHandlerFactory.disable(); // a JVM takes one such factory, but here are several Tomcats
        tomcat.setBaseDir(settings.get("work"));
        Connector connector = new Connector(settings.get("variant"));
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        context.setPath("");
        context.setDocBase(settings.get("webapp"));
        context.setParentClassLoader(getClass().getClassLoader());
        ContextConfig config = new ContextConfig();
        config.setDefaultWebXml(Constants.NoDefaultWebXml);
        context.addLifecycleListener(config);
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setScanClassPath(false);
        context.setJarScanner(scanner);
        tomcat.getHost().addChild(context);
    }

    @Override
    public Object apply(String command) {
        try {
            switch (command) {
                case "start" -> {
                    tomcat.start();
                    return tomcat.getConnector().getLocalPort();
                }
                case "loader" -> {
                    return context.getLoader().getClassLoader();
                }
                case "stop-application" -> {
                    tomcat.getHost().removeChild(context);
                    return true;
                }
                case "stop" -> {
                    tomcat.stop();
                    tomcat.destroy();
                    return true;
                }
                default -> throw new IllegalArgumentException(command);
            }
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }
}
