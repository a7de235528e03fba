package dev.ws.it.nativetransport.host;

import dev.ws.it.nativetransport.TransportHost;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/** Jetty without a servlet environment. */
class JettyHost implements TransportHost {
    private final Server server = new Server();
    private final ServerConnector connector;

    JettyHost(@Nullable Path keyStore, Handler handler) throws Exception {
        HttpConfiguration configuration = new HttpConfiguration();
        if (keyStore == null) {
            connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        } else {
            SecureRequestCustomizer customizer = new SecureRequestCustomizer();
            customizer.setSniHostCheck(false);
            configuration.addCustomizer(customizer);
            SslContextFactory.Server tls = new SslContextFactory.Server();
            tls.setKeyStorePath(keyStore.toString());
            tls.setKeyStorePassword("changeit");
            connector = new ServerConnector(
                    server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(configuration));
        }
        server.addConnector(connector);
        server.setHandler(handler);
        server.start();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public long connections() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
