package dev.ws.benchmarks.servers;

import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Embedded Jetty 12.1, HTTP/1.1 and HTTP/2 with prior knowledge on one port. What is not a default: a backlog of 1024, an
 * idle timeout of 15 minutes, as 30 seconds would close the connections of the idle scenario, and 1024 streams on an HTTP/2
 * connection (128). The environment (EE 10 or EE 11) makes the context.
 */
final class JettyServer implements ContainerServer {
    static final long IDLE_MILLIS = 900_000;
    private static final int STREAMS = 1024;

    private final ServerOptions options;
    private final Environment environment;
    private final Server server = new Server();

    /** The part of Jetty whose classes differ between the EE versions. */
    interface Environment {
        /** A context at the root that serves the measured paths. */
        Handler context(ServerOptions options) throws Exception;
    }

    JettyServer(ServerOptions options, Environment environment) {
        this.options = options;
        this.environment = environment;
    }

    @Override
    public int start() throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        HTTP2CServerConnectionFactory http2 = new HTTP2CServerConnectionFactory(http);
        http2.setMaxConcurrentStreams(STREAMS);
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http), http2);
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        connector.setAcceptQueueSize(1024);
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(environment.context(options));
        server.start();
        return connector.getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }
}
