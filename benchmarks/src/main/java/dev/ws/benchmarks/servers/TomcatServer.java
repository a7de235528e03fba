package dev.ws.benchmarks.servers;

import dev.ws.benchmarks.jakarta.BroadcastEndpoint;
import dev.ws.benchmarks.jakarta.TomcatBigEchoEndpoint;
import dev.ws.benchmarks.jakarta.TomcatEchoEndpoint;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * Embedded Tomcat, 10.1 or 11, whichever is on the class path. What is not a default: 20,000 connections (8192 would
 * stop the idle scenario) and a backlog of 1024. Native limits are lower than asked, as {@link TomcatEchoEndpoint}
 * and {@link TomcatBigEchoEndpoint} explain.
 */
final class TomcatServer implements ContainerServer {
    private final ServerOptions options;
    private final Tomcat tomcat = new Tomcat();
    private final Path folder;

    TomcatServer(ServerOptions options) throws IOException {
        this.options = options;
        this.folder = Files.createTempDirectory("servers");
    }

    @Override
    public int start() throws Exception {
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
        connector.setPort(options.port());
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", "20000");
        connector.setProperty("acceptCount", "1024");
        connector.setThrowOnFailure(true);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", folder.toString());
        switch (options.api()) {
            case "ws" -> context.addServletContainerInitializer(new MeasuredServlets(options.deflate()), null);
            case "jakarta" -> {
                addDefaultServlet(context);
                context.addServletContainerInitializer(new MeasuredEndpoints(options.deflate()), null);
            }
            default -> {
                addDefaultServlet(context);
                context.addServletContainerInitializer(new WsSci(), null);
                context.addServletContainerInitializer((classes, application) -> deployNative(application), null);
            }
        }
        tomcat.start();
        return connector.getLocalPort();
    }

    // Tomcat calls a filter only where a servlet is mapped.
    private static void addDefaultServlet(Context context) {
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
    }

    private static void deployNative(ServletContext application) throws ServletException {
        ServerContainer container = (ServerContainer) application.getAttribute(ServerContainer.class.getName());
        try {
            for (Class<?> endpoint :
                    List.of(TomcatEchoEndpoint.class, TomcatBigEchoEndpoint.class, BroadcastEndpoint.class)) {
                container.addEndpoint(endpoint);
            }
        } catch (DeploymentException refused) {
            throw new ServletException(refused);
        }
    }

    @Override
    public void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
