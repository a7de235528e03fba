package dev.ws.it.nativetransport.host;

import dev.ws.servlet.NativeUpgrades;
import dev.ws.transport.Transport;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/** Jetty with its environment for Jakarta EE 11. */
public final class JettyEe11Host extends JettyHost {
    /** Starts it. */
    public JettyEe11Host(String variant, @Nullable Path keyStore, Function<String, Consumer<Transport>> application)
            throws Exception {
        super(keyStore, context(application));
    }

    private static Handler context(Function<String, Consumer<Transport>> application) {
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(new TransportServlet(NativeUpgrades.jetty(), application)), "/*");
        return context;
    }
}
