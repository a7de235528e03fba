package dev.ws.it.client.host;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;
import java.util.function.Function;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat with its own WebSocket, with and without TLS. */
public final class TomcatOwn implements Function<String, Object> {
    private final Tomcat tomcat = new Tomcat();
    private final Connector plain = connector();
    private final Connector secure = connector();

    /** Settings: {@code work}, {@code keys}. */
    public TomcatOwn(Map<String, String> settings) {
        TomcatURLStreamHandlerFactory.disable(); // a JVM takes one such factory, but here are several Tomcats
        tomcat.setBaseDir(settings.get("work"));
        tomcat.setConnector(plain);
        secure.setScheme("https");
        secure.setSecure(true);
        secure.setProperty("SSLEnabled", "true");
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(settings.get("keys"));
        certificate.setCertificateKeystorePassword("changeit");
        host.addCertificate(certificate);
        secure.addSslHostConfig(host);
        tomcat.getService().addConnector(secure);
        Context context = tomcat.addContext("", settings.get("work"));
        context.setParentClassLoader(getClass().getClassLoader()); // not the one of the tests, which has it all, too
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer((classes, application) -> deploy(application), null);
    }

    private static Connector connector() {
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        return connector;
    }

    private static void deploy(ServletContext application) throws ServletException {
        // Tomcat's WebSocket is a filter, which is called only where a servlet is mapped.
        application.addServlet("default", new DefaultServlet()).addMapping("/");
        ServerContainer container = (ServerContainer) application.getAttribute(ServerContainer.class.getName());
        try {
            for (ServerEndpointConfig endpoint : Endpoints.all()) {
                container.addEndpoint(endpoint);
            }
        } catch (DeploymentException e) {
            throw new ServletException(e);
        }
    }

    @Override
    public Object apply(String command) {
        try {
            return switch (command) {
                case "start" -> {
                    tomcat.start();
                    yield plain.getLocalPort();
                }
                case "secure" -> secure.getLocalPort();
                default -> throw new IllegalArgumentException(command);
            };
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }
}
