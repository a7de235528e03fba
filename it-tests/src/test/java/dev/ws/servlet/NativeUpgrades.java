package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Opens the package-private upgrades to the tests of the transports alone, without an engine. */
public final class NativeUpgrades {
    private final ContainerUpgrade upgrade;

    private NativeUpgrades(ContainerUpgrade upgrade) {
        this.upgrade = upgrade;
    }

    /** {@return Tomcat's} */
    public static NativeUpgrades tomcat() {
        return new NativeUpgrades(new TomcatUpgrade(lingering()));
    }

    /** {@return Jetty's} */
    public static NativeUpgrades jetty() {
        return new NativeUpgrades(new JettyUpgrade(lingering()));
    }

    /** {@return Undertow's} */
    public static NativeUpgrades undertow() {
        return new NativeUpgrades(new UndertowUpgrade(Runnable::run, lingering()));
    }

    /** Answers 101 and takes the connection. */
    public void upgrade(HttpServletRequest request, HttpServletResponse response, Consumer<Transport> opener)
            throws IOException, ServletException {
        if (!upgrade.supports(request)) {
            throw new ServletException("not supported: " + request.getClass());
        }
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", "bytes");
        response.setHeader("Connection", "Upgrade");
        upgrade.upgrade(request, response, opener);
    }

    private static Lingering lingering() {
        return new Lingering((task, delay) -> CompletableFuture.runAsync(
                task, CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)));
    }
}
