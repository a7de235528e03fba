package dev.ws.it.container.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.function.Function;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Constants;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** Starts Tomcat 10.1 or 11 with the web application, scanned as a WAR is. */
public final class TomcatLauncher implements Function<String, Object> {
    private static final String IDLE = "connectionTimeout"; // in milliseconds

    private final Tomcat tomcat = new Tomcat();
    private final StandardContext context = new StandardContext();
    private final Connector secure;

    /**
     * Settings: {@code variant} (the protocol handler), {@code webapp}, {@code work}; {@code transport}, a context
     * parameter, and {@code keys}, a key store for a second port, unless they are empty; {@code http2} (default) for
     * HTTP/2 on that port.
     */
    public TomcatLauncher(Map<String, String> settings) {
        TomcatURLStreamHandlerFactory.disable(); // a JVM takes one such factory, but here are several Tomcats
        tomcat.setBaseDir(settings.get("work"));
        Connector connector = new Connector(settings.get("variant"));
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        // Started with the server, more than are needed at a time: one that the pool adds while an application sends
        // inherits that application's access control context (Java before 24), and keeps its class loader for a minute.
        connector.setProperty("minSpareThreads", "50");
        tomcat.setConnector(connector);
        secure = new Connector(settings.get("variant"));
        String keys = settings.getOrDefault("keys", "");
        if (!keys.isEmpty()) {
            encrypt(secure, keys);
            if (!settings.getOrDefault("http2", "").isEmpty()) {
                secure.addUpgradeProtocol(new Http2Protocol());
            }
            tomcat.getService().addConnector(secure);
        }
        String transport = settings.getOrDefault("transport", "");
        if (!transport.isEmpty()) {
            context.addParameter("dev.ws.transport", transport);
        }
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

    private static void encrypt(Connector connector, String keys) {
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
        SSLHostConfig config = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(config, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(keys);
        certificate.setCertificateKeystorePassword("changeit");
        certificate.setCertificateKeystoreType("PKCS12");
        config.addCertificate(certificate);
        connector.addSslHostConfig(config);
    }

    @Override
    public Object apply(String command) {
        try {
            switch (command) {
                case "start" -> {
                    tomcat.start();
                    if (tomcat.getConnector().getProtocolHandlerClassName().endsWith("Nio2Protocol")) {
                        startTimer(tomcat.getConnector());
                    }
                    return tomcat.getConnector().getLocalPort();
                }
                case "secure" -> {
                    return secure.getLocalPort();
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
        } catch (LifecycleException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Has a connection time out. The JDK starts the timer thread of asynchronous channels (NIO2) for the first that has to
     * wait, with the class loader and the access control context of the thread that waits: an application's, unless there
     * was another connection before.
     */
    private static void startTimer(Connector connector) throws IOException {
        Object usual = connector.getProperty(IDLE);
        connector.setProperty(IDLE, "50");
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            idle.setSoTimeout(20_000);
            if (idle.getInputStream().read() >= 0) {
                throw new IllegalStateException("Tomcat says something on an idle connection");
            }
        } finally {
            connector.setProperty(IDLE, String.valueOf(usual));
        }
    }
}
