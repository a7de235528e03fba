package dev.ws.examples;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee.webapp.WebAppClassLoading;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Serves the packed WAR on an embedded Jetty, which treats it as an installed one would: the WAR sees nothing of Jetty
 * and nothing of this program's class path. The system property {@code war} names the file, {@code port} the port;
 * with {@code tls} the port speaks TLS, and browsers choose HTTP/2 there.
 */
public final class RunExamples {
    private static final Logger JETTY_LOG = Logger.getLogger("org.eclipse.jetty"); // kept, or its level is forgotten

    private RunExamples() {}

    /**
     * Serves until the process is told to stop; then clients get close code 1001.
     *
     * @param args none
     * @throws Exception when the WAR cannot be deployed
     */
    public static void main(String[] args) throws Exception {
        JETTY_LOG.setLevel(Level.WARNING);
        String port = System.getProperty("port", "8080");
        String tls = System.getProperty("tls", "false");
        if (!List.of("", "true", "false").contains(tls)) {
            fail("tls is \"" + tls + "\", must be true or false; -Dtls alone means true");
        }
        Path war = Path.of(System.getProperty("war"));
        try {
            Server server =
                    tls.equals("false") ? start(war, Integer.parseInt(port)) : startSecure(war, Integer.parseInt(port));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            System.out.println("Examples: " + server.getURI().getScheme() + "://localhost:" + port(server)
                    + "/  (stop with Ctrl-C)");
            server.join();
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            fail("port is \"" + port + "\", must be a number from 0 to 65535");
        } catch (IOException e) {
            if (!(e.getCause() instanceof BindException)) {
                throw e;
            }
            fail("port " + port + " is taken; choose another with -Dport=9000");
        }
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(1);
    }

    /** Starts a server; port 0 chooses a free one. */
    static Server start(Path war, int port) throws Exception {
        return start(war, port, null);
    }

    /** Starts a server with a descriptor that overrides parts of the one in the WAR. */
    static Server start(Path war, int port, @Nullable Path overrides) throws Exception {
        return start(new Server(checked(port)), war, overrides);
    }

    /** Starts a server that speaks TLS with a certificate made for it, over which clients choose HTTP/2 or HTTP/1.1. */
    static Server startSecure(Path war, int port) throws Exception {
        Server server = new Server();
        ServerConnector connector =
                SelfSigned.connector(server, war.toAbsolutePath().getParent());
        connector.setPort(checked(port));
        server.addConnector(connector);
        return start(server, war, null);
    }

    private static int checked(int port) {
        if (port < 0 || port > 65535) {
            throw new IndexOutOfBoundsException("port " + port);
        }
        return port;
    }

    private static Server start(Server server, Path war, @Nullable Path overrides) throws Exception {
        // The classes of this project are on the class path of tests, but a WAR has to bring its own.
        WebAppClassLoading.addHiddenClasses(server, "dev.ws.");
        WebAppContext context = new WebAppContext();
        context.setContextPath("/");
        context.setWar(war.toString());
        context.setThrowUnavailableOnStartupException(true);
        if (overrides != null) {
            context.setOverrideDescriptor(overrides.toString());
        }
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            server.stop();
            throw e;
        }
        return server;
    }

    /** Stops the WAR first, while its connections are still there: a server that is stopped cuts them before. */
    static void stop(Server server) {
        try {
            server.getHandler().stop();
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The port a started server listens on. */
    static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }
}
