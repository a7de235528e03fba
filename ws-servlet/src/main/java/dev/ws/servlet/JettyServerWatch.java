package dev.ws.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Learns that Jetty is about to stop. A stopping Jetty closes its connectors, and with them all sockets, before it
 * destroys its contexts, so the context listener comes too late to say goodbye. Uses public interfaces of Jetty's on live
 * objects, as its classes are hidden from web applications; without success nothing is lost but the goodbye.
 */
final class JettyServerWatch implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    private final Object server;
    private final Object listener;

    private JettyServerWatch(Object server, Object listener) {
        this.server = server;
        this.listener = listener;
    }

    /** Watches the server of a request; null when it is not Jetty, or keeps to itself. */
    static @Nullable JettyServerWatch start(HttpServletRequest request, Runnable stopping) {
        ServletRequest inner = ContainerRequest.unwrap(request);
        if (!ContainerRequest.isOfJetty(inner)) {
            return null;
        }
        try {
            Object server = inner;
            for (String step : new String[] {"getRequest", "getConnectionMetaData", "getConnector", "getServer"}) {
                Object next = Reflection.call(server, step);
                if (next == null) {
                    return null;
                }
                server = next;
            }
            Class<?> type = Class.forName(
                    "org.eclipse.jetty.util.component.LifeCycle$Listener",
                    true,
                    server.getClass().getClassLoader());
            Object listener = Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> called(proxy, method, arguments, stopping));
            Reflection.call(server, "addEventListener", listener);
            return new JettyServerWatch(server, listener);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.log(System.Logger.Level.DEBUG, "this Jetty does not tell when it stops", e);
            return null;
        }
    }

    private static @Nullable Object called(
            Object proxy, Method method, @Nullable Object @Nullable [] arguments, Runnable stopping) {
        return switch (method.getName()) {
            case "lifeCycleStopping" -> {
                stopping.run();
                yield null;
            }
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "dev.ws.servlet";
            default -> null;
        };
    }

    /** Lets go of the server, which outlives the web application. */
    @Override
    public void close() {
        try {
            Reflection.call(server, "removeEventListener", listener);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "Jetty does not forget its listener", e);
        }
    }
}
