package dev.ws.it.jakarta.launch;

import java.util.Map;
import java.util.function.Function;
import org.apache.catalina.Container;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Constants;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** Tomcat 10.1 or 11 to which web applications are added while it runs, each scanned as a WAR is. */
public final class TomcatHost implements Function<String, Object> {
    private final Tomcat tomcat = new Tomcat();

    /** Settings: {@code work}. */
    public TomcatHost(Map<String, String> settings) {
        TomcatURLStreamHandlerFactory.disable(); // a JVM takes one such factory, but here are several Tomcats
        tomcat.setBaseDir(settings.get("work"));
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        tomcat.getHost(); // makes it
        tomcat.addUser("anna", "secret");
        tomcat.addRole("anna", "chatter");
        tomcat.addUser("carl", "secret");
    }

    /** Commands: {@code start}; {@code deploy PATH FOLDER}; {@code undeploy PATH}. */
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
                default -> throw new IllegalArgumentException(command);
            }
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean deploy(String path, String folder) {
        StandardContext context = new StandardContext();
        context.setPath(path);
        context.setName(path);
        context.setDocBase(folder);
        context.setParentClassLoader(getClass().getClassLoader());
        context.addLifecycleListener(new Tomcat.DefaultWebXmlListener()); // filters need a servlet behind them
        ContextConfig config = new ContextConfig();
        config.setDefaultWebXml(Constants.NoDefaultWebXml);
        context.addLifecycleListener(config);
        java.io.File own = new java.io.File(folder, "META-INF/context.xml");
        if (own.exists()) {
            try {
                context.setConfigFile(own.toURI().toURL());
            } catch (java.net.MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }
        StandardJarScanner scanner = new StandardJarScanner();
        scanner.setScanClassPath(false);
        context.setJarScanner(scanner);
        tomcat.getHost().addChild(context);
        return context.getState() == LifecycleState.STARTED;
    }
}
