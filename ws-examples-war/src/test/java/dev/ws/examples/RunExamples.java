package dev.ws.examples;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.ee.webapp.WebAppClassLoading;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/**
 * Serves the packed WAR on an embedded Jetty, which treats it as an installed one would: the WAR sees nothing of Jetty
 * and nothing of this program's class path. The system property {@code war} names the file, {@code port} the port.
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
        try {
            Server server = start(Path.of(System.getProperty("war")), Integer.parseInt(port));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
            System.out.println("Examples: http://localhost:" + port(server) + "/  (stop with Ctrl-C)");
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
        if (port < 0 || port > 65535) {
            throw new IndexOutOfBoundsException("port " + port);
        }
        Server server = new Server(port);
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
