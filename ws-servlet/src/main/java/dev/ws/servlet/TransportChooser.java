package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Picks the way a connection is taken from the container: the container's own where there is one and the choice allows it,
 * else the portable one. One per choice and web application; used by request threads.
 */
final class TransportChooser {
    private static final System.Logger LOGGER = System.getLogger(TransportChooser.class.getName());

    private final TransportChoice choice;
    private final ContainerUpgrade portable;
    private final List<ContainerUpgrade> ownWays;
    private final Consumer<Exception> report;
    private final AtomicBoolean warned = new AtomicBoolean();

    TransportChooser(
            TransportChoice choice,
            ContainerUpgrade portable,
            List<ContainerUpgrade> ownWays,
            Consumer<Exception> report) {
        this.report = report;
        this.choice = choice;
        this.portable = portable;
        this.ownWays = List.copyOf(ownWays);
    }

    /** Makes the ways of a web application; the second executor can always start one more task. */
    static TransportChooser create(TransportChoice choice, Executor executor, Executor unbounded, Lingering lingering) {
        List<ContainerUpgrade> ways = new ArrayList<>(4);
        ways.add(new JettyStreamUpgrade(unbounded, lingering));
        if (choice == TransportChoice.AUTO || choice == TransportChoice.TOMCAT) {
            load("dev.ws.servlet.TomcatUpgrade", choice, lingering, ways);
        }
        if (choice == TransportChoice.AUTO || choice == TransportChoice.JETTY) {
            load("dev.ws.servlet.JettyUpgrade", choice, lingering, ways);
        }
        if (choice == TransportChoice.AUTO || choice == TransportChoice.UNDERTOW) {
            ways.add(new UndertowUpgrade(executor, lingering));
        }
        return new TransportChooser(choice, new ServletUpgrade(executor), ways, TransportChooser::log);
    }

    // By name: TomcatUpgrade links to a class of Tomcat's, which is not there on other containers.
    private static void load(String name, TransportChoice choice, Lingering lingering, List<ContainerUpgrade> ways) {
        try {
            ways.add(Class.forName(name, true, TransportChooser.class.getClassLoader())
                    .asSubclass(ContainerUpgrade.class)
                    .getDeclaredConstructor(Lingering.class)
                    .newInstance(lingering));
        } catch (ReflectiveOperationException | LinkageError e) {
            Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
            boolean absent = cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError;
            if (choice != TransportChoice.AUTO || !absent) {
                LOGGER.log(
                        System.Logger.Level.WARNING, name + " cannot be used, the servlet transport takes over", cause);
            }
        }
    }

    /**
     * Takes the connection from the container.
     *
     * @throws ServletException when no way leads to an upgrade; the message is fit for the log
     */
    void upgrade(HttpServletRequest request, HttpServletResponse response, Consumer<Transport> opener)
            throws IOException, ServletException {
        AtomicBoolean opened = new AtomicBoolean();
        Consumer<Transport> watched = transport -> {
            opened.set(true);
            opener.accept(transport);
        };
        for (ContainerUpgrade way : ownWays) {
            if (way.supports(request)) {
                try {
                    way.upgrade(request, response, watched);
                    return;
                } catch (IOException | ServletException | RuntimeException | LinkageError e) {
                    if (opened.get() || response.isCommitted()) {
                        throw e;
                    }
                    warn(e instanceof Exception exception ? exception : new ServletException(e));
                }
            }
        }
        if (choice != TransportChoice.AUTO && choice != TransportChoice.SERVLET) {
            warn(new ServletException("the request is not one for the transport " + choice));
        }
        portable.upgrade(request, response, watched);
    }

    private void warn(Exception cause) {
        if (warned.compareAndSet(false, true)) {
            report.accept(cause);
        }
    }

    private static void log(Exception cause) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "the container's own upgrade cannot be used, the servlet transport takes over",
                cause);
    }
}
