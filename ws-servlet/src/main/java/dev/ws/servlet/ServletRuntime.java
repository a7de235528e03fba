package dev.ws.servlet;

import dev.ws.CloseCode;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.server.WebSocketServer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.runtime.ObjectMethods;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What all connections of a web application share: threads, timers, and the servers that are to be stopped with it. Made
 * at the first use, kept as an attribute of the servlet context. Any thread.
 *
 * <p>It ends when the context is destroyed, or, where the listener for that could not be registered, with the last
 * servlet or filter.
 */
final class ServletRuntime {
    private static final System.Logger LOGGER = System.getLogger(ServletRuntime.class.getName());
    private static final String ATTRIBUTE = ServletRuntime.class.getName();
    private static final String MANAGED = ATTRIBUTE + ".managed";
    private static final String STOPPED = ATTRIBUTE + ".stopped";
    private static final ReentrantLock CREATION = new ReentrantLock();

    private final ServletContext context;
    private final ServletSettings settings;
    private final ClassLoader loader;
    private final ConnectionRuntime threads = ConnectionRuntime.create();
    private final ConnectionRuntime connections;
    private final Map<TransportChoice, TransportChooser> choosers = new ConcurrentHashMap<>();
    private final Lingering lingering;
    private final HttpSessions sessions = new HttpSessions();
    private final Map<WebSocketServer, Duration> servers = new ConcurrentHashMap<>(); // how long a stop may take
    private int users; // CREATION
    private @Nullable JettyServerWatch watch; // CREATION
    private @Nullable ShutdownWatch shutdownWatch; // CREATION
    private volatile boolean watched; // written under CREATION; whether a watch was tried
    private volatile boolean stopping; // set once by close

    private ServletRuntime(ServletContext context) {
        this.context = context;
        this.settings = ServletSettings.of(context);
        this.loader = context.getClassLoader();
        this.connections =
                ConnectionRuntime.create(inApplication(threads.executor()), inApplication(threads.streamExecutor()));
        this.lingering = new Lingering(connections::schedule);
    }

    private Executor inApplication(Executor executor) {
        return task -> executor.execute(() -> ApplicationTransport.run(loader, task));
    }

    /**
     * The runtime of a web application.
     *
     * @throws IllegalArgumentException for a context parameter that is not understood
     */
    static ServletRuntime of(ServletContext context) {
        CREATION.lock();
        try {
            if (context.getAttribute(ATTRIBUTE) instanceof ServletRuntime known) {
                return known;
            }
            ServletRuntime created = new ServletRuntime(context);
            context.setAttribute(ATTRIBUTE, created);
            context.removeAttribute(STOPPED);
            return created;
        } finally {
            CREATION.unlock();
        }
    }

    static @Nullable ServletRuntime existing(ServletContext context) {
        return context.getAttribute(ATTRIBUTE) instanceof ServletRuntime known ? known : null;
    }

    /** Tells whether the web application said goodbye already; a request that comes still makes no new runtime. */
    static boolean isStopping(ServletContext context) {
        ServletRuntime known = existing(context);
        return known == null ? context.getAttribute(STOPPED) != null : known.stopping;
    }

    /** Says that a context listener will end the runtime, so that no servlet has to. */
    static void endWithContext(ServletContext context) {
        context.setAttribute(MANAGED, true);
    }

    /** A servlet or filter begins to use this. */
    void retain() {
        CREATION.lock();
        try {
            users++;
        } finally {
            CREATION.unlock();
        }
    }

    /** A servlet or filter is done with this. */
    void release() {
        boolean last;
        CREATION.lock();
        try {
            users--;
            last = users == 0 && context.getAttribute(MANAGED) == null;
        } finally {
            CREATION.unlock();
        }
        if (last) {
            close();
        }
    }

    ServletSettings settings() {
        return settings;
    }

    HttpSessions sessions() {
        return sessions;
    }

    ClassLoader loader() {
        return loader;
    }

    ConnectionRuntime connections() {
        return connections;
    }

    /** Has the runtime end before a server that would otherwise cut its connections first. */
    void watchServer(HttpServletRequest request) {
        if (watched) {
            return;
        }
        CREATION.lock();
        try {
            if (!watched) {
                watched = true;
                watch = JettyServerWatch.start(request, this::close);
                shutdownWatch = ShutdownWatch.start(request, this::close);
            }
        } finally {
            CREATION.unlock();
        }
    }

    TransportChooser chooser(TransportChoice choice) {
        return choosers.computeIfAbsent(
                choice,
                key -> TransportChooser.create(key, connections.executor(), connections.streamExecutor(), lingering));
    }

    /** Has a server stopped with the web application; a server that is known keeps its timeout. */
    void add(WebSocketServer server, Duration timeout) {
        servers.putIfAbsent(server, timeout);
    }

    /**
     * Begins to stop one server: says 1001 to its connections and cuts the rest at the timeout, but waits for none. A
     * container destroys servlets one after the other; if each waited for its peers, the stop of a web application would
     * take the sum of all timeouts. The wait, for all together, is in {@link #close}.
     */
    void stop(WebSocketServer server) {
        Duration timeout = servers.get(server);
        if (timeout != null) {
            CompletableFuture<?> unused =
                    server.shutdown(CloseCode.GOING_AWAY, "", timeout).thenRun(() -> servers.remove(server));
        }
    }

    /** Stops all servers together and ends all threads and timers. */
    void close() {
        stopping = true;
        Map<WebSocketServer, Duration> ending = Map.copyOf(servers);
        CompletableFuture<?>[] stops = ending.entrySet().stream()
                .map(server -> server.getKey().shutdown(CloseCode.GOING_AWAY, "", server.getValue()))
                .toArray(CompletableFuture<?>[]::new);
        Duration longest = ending.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
        await(CompletableFuture.allOf(stops), longest);
        servers.clear();
        lingering.close();
        connections.close();
        threads.close();
        context.setAttribute(STOPPED, true);
        context.removeAttribute(ATTRIBUTE);
        forgetServer();
        forgetRecords();
    }

    // JDK 17 keeps the class of the record whose equals was linked last, and with it the web application's class
    // loader.
    // Linking one for a class of the JDK takes its place.
    private static void forgetRecords() {
        try {
            ObjectMethods.bootstrap(
                    MethodHandles.lookup(),
                    "equals",
                    MethodType.methodType(boolean.class, String.class, Object.class),
                    String.class,
                    "");
        } catch (Throwable unexpected) {
            LOGGER.log(System.Logger.Level.DEBUG, "the JDK may keep a class of this application", unexpected);
        }
    }

    private void forgetServer() {
        CREATION.lock();
        try {
            if (watch != null) {
                watch.close();
                watch = null;
            }
            if (shutdownWatch != null) {
                shutdownWatch.close();
                shutdownWatch = null;
            }
        } finally {
            CREATION.unlock();
        }
    }

    // The server cuts what is left at the deadline; a little more lets the last callbacks run.
    private static void await(CompletableFuture<?> stop, Duration timeout) {
        try {
            stop.get(timeout.toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(System.Logger.Level.WARNING, "not all connections ended at the stop", e);
        }
    }
}
