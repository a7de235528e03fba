package dev.ws.it.http2.launch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Starts Jetty 12.1 with HTTP/2 on two ports: h2c beside HTTP/1.1, and TLS with h2 and HTTP/1.1 by ALPN. */
public final class Http2Launcher implements Function<String, Object> {
    /** More than Jetty's 128, for tests with 200 WebSockets on one connection. */
    private static final int STREAMS = 256;

    private final Server server = new Server();
    private final HttpConfiguration configuration = new HttpConfiguration();
    private final HTTP2CServerConnectionFactory clearHttp2 = new HTTP2CServerConnectionFactory(configuration);
    private final HTTP2ServerConnectionFactory secureHttp2 = new HTTP2ServerConnectionFactory(configuration);
    private final ContextHandlerCollection contexts = new ContextHandlerCollection(true);
    private final Map<String, ContextHandler> applications = new ConcurrentHashMap<>();
    private final Class<? extends ContextHandler> type;
    private final ServerConnector plain;
    private final ServerConnector secure;

    /** Settings: {@code environment} (ee10, ee11), {@code keys}, a key store. */
    public Http2Launcher(Map<String, String> settings) throws ClassNotFoundException {
        type = Class.forName("org.eclipse.jetty." + settings.get("environment") + ".webapp.WebAppContext")
                .asSubclass(ContextHandler.class);
        clearHttp2.setMaxConcurrentStreams(STREAMS);
        secureHttp2.setMaxConcurrentStreams(STREAMS);
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
        plain = new ServerConnector(server, http1, clearHttp2);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(settings.get("keys"));
        tls.setKeyStorePassword("changeit");
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        secure = new ServerConnector(server, new SslConnectionFactory(tls, "alpn"), alpn, secureHttp2, http1);
        for (ServerConnector connector : new ServerConnector[] {plain, secure}) {
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
        }
        server.setHandler(contexts);
    }

    /**
     * Commands: {@code deploy PATH FOLDER} and {@code undeploy PATH}; {@code start}, {@code stop}; {@code plain} and
     * {@code secure}, the ports; {@code loader PATH}, a class loader; {@code streams}, how many streams all HTTP/2
     * connections have.
     */
    @Override
    public Object apply(String command) {
        String[] words = command.split(" ", 3);
        try {
            switch (words[0]) {
                case "start" -> server.start();
                case "stop" -> {
                    server.stop();
                    server.destroy();
                }
                case "deploy" -> deploy(words[1], words[2]);
                case "undeploy" -> {
                    ContextHandler application = applications.remove(words[1]);
                    application.stop();
                    contexts.removeHandler(application);
                }
                case "plain" -> {
                    return plain.getLocalPort();
                }
                case "secure" -> {
                    return secure.getLocalPort();
                }
                case "loader" -> {
                    return applications.get(words[1]).getClassLoader();
                }
                case "streams" -> {
                    return streams(clearHttp2) + streams(secureHttp2);
                }
                default -> throw new IllegalArgumentException(command);
            }
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void deploy(String path, String folder) throws Exception {
        ContextHandler application = type.getConstructor().newInstance();
        type.getMethod("setWar", String.class).invoke(application, folder);
        application.setContextPath(path);
        applications.put(path, application);
        contexts.addHandler(application);
        application.start();
        if (!application.isAvailable()) {
            throw new IllegalStateException(path + " did not start");
        }
    }

    private static int streams(AbstractHTTP2ServerConnectionFactory factory) {
        return factory.getBean(SessionContainer.class).getSessions().stream()
                .mapToInt(session -> session.getStreams().size())
                .sum();
    }
}
