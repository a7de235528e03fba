package dev.ws.it.container.launch;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
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
import org.jspecify.annotations.Nullable;

/** Starts Jetty 12.1 with the web application in one of its environments; its own classes are hidden from it. */
public final class JettyLauncher implements Function<String, Object> {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ContextHandlerCollection contexts = new ContextHandlerCollection();
    private @Nullable ContextHandler context; // gone with the application

    private @Nullable ServerConnector secure; // with keys only

    /**
     * Settings: {@code variant} (ee10, ee11), {@code webapp}, {@code work}; {@code transport}, a context parameter, and
     * {@code keys}, a key store for a second port, unless they are empty; {@code http2} (default, without-connect) for
     * HTTP/2 on that port.
     */
    public JettyLauncher(Map<String, String> settings) throws ReflectiveOperationException {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        String keys = settings.getOrDefault("keys", "");
        if (!keys.isEmpty()) {
            secure = encrypted(keys, settings.getOrDefault("http2", ""));
            server.addConnector(secure);
        }
        Class<? extends ContextHandler> type = Class.forName(
                        "org.eclipse.jetty." + settings.get("variant") + ".webapp.WebAppContext")
                .asSubclass(ContextHandler.class);
        ContextHandler application = type.getConstructor().newInstance();
        type.getMethod("setWar", String.class).invoke(application, settings.get("webapp"));
        application.setContextPath("/");
        String transport = settings.getOrDefault("transport", "");
        if (!transport.isEmpty()) {
            type.getMethod("setInitParameter", String.class, String.class)
                    .invoke(application, "dev.ws.transport", transport);
        }
        contexts.addHandler(application);
        context = application;
        server.setHandler(contexts);
    }

    private ServerConnector encrypted(String keys, String http2) {
        SecureRequestCustomizer customizer = new SecureRequestCustomizer();
        customizer.setSniHostCheck(false);
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(customizer);
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keys);
        tls.setKeyStorePassword("changeit");
        ServerConnector result = http2.isEmpty()
                ? new ServerConnector(
                        server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(configuration))
                : negotiating(tls, configuration, !http2.equals("without-connect"));
        result.setHost("127.0.0.1");
        return result;
    }

    private ServerConnector negotiating(
            SslContextFactory.Server tls, HttpConfiguration configuration, boolean extendedConnect) {
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
        http2.setConnectProtocolEnabled(extendedConnect);
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        return new ServerConnector(
                server,
                new SslConnectionFactory(tls, alpn.getProtocol()),
                alpn,
                http2,
                new HttpConnectionFactory(configuration));
    }

    @Override
    public Object apply(String command) {
        try {
            switch (command) {
                case "start" -> {
                    server.start();
                    if (!application().isAvailable()) {
                        throw new IllegalStateException("the web application did not start");
                    }
                    return connector.getLocalPort();
                }
                case "secure" -> {
                    return Objects.requireNonNull(secure).getLocalPort();
                }
                case "loader" -> {
                    return application().getClassLoader();
                }
                case "stop-application" -> {
                    application().stop();
                    contexts.removeHandler(application());
                    application().destroy();
                    context = null;
                    return true;
                }
                case "stop" -> {
                    server.stop();
                    server.destroy();
                    return true;
                }
                default -> throw new IllegalArgumentException(command);
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ContextHandler application() {
        return Objects.requireNonNull(context);
    }
}
