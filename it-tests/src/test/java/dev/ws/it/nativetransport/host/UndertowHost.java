package dev.ws.it.nativetransport.host;

import dev.ws.it.nativetransport.TransportHost;
import dev.ws.servlet.NativeUpgrades;
import dev.ws.transport.Transport;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * Undertow; the variant is a time limit in milliseconds for reading and writing. Together with statistics it puts layers
 * between the socket and the connection.
 */
public final class UndertowHost implements TransportHost {
    private final AtomicLong connections = new AtomicLong();
    private final Undertow undertow;

    /** Starts it. */
    public UndertowHost(String variant, @Nullable Path keyStore, Function<String, Consumer<Transport>> application)
            throws Exception {
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(getClass().getClassLoader())
                .setContextPath("/")
                .setDeploymentName("transport")
                .addServlet(Servlets.servlet(
                                "transport",
                                TransportServlet.class,
                                () -> new ImmediateInstanceHandle<>(
                                        new TransportServlet(NativeUpgrades.undertow(), application)))
                        .addMapping("/*"));
        DeploymentManager manager = ServletContainer.Factory.newInstance().addDeployment(info);
        manager.deploy();
        Undertow.Builder builder =
                Undertow.builder().setIoThreads(2).setWorkerThreads(16).setHandler(counting(manager.start()));
        if (!variant.isEmpty()) {
            int limit = Integer.parseInt(variant);
            builder.setServerOption(UndertowOptions.ENABLE_STATISTICS, true)
                    .setSocketOption(Options.READ_TIMEOUT, limit)
                    .setSocketOption(Options.WRITE_TIMEOUT, limit);
        }
        if (keyStore == null) {
            builder.addHttpListener(0, "127.0.0.1");
        } else {
            builder.addHttpsListener(0, "127.0.0.1", tls(keyStore));
        }
        undertow = builder.build();
        undertow.start();
    }

    private HttpHandler counting(HttpHandler next) {
        return exchange -> {
            connections.incrementAndGet();
            exchange.getConnection().addCloseListener(closed -> connections.decrementAndGet());
            next.handleRequest(exchange);
        };
    }

    private static SSLContext tls(Path keyStore) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public long connections() {
        return connections.get();
    }

    @Override
    public void close() {
        undertow.stop();
    }
}
