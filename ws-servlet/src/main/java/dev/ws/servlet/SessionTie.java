package dev.ws.servlet;

import dev.ws.WebSocket;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What ties one connection to the HTTP session of its handshake, taken from the request before the upgrade, put to the
 * connection after it. Later the request is gone, and so is every way to the session but Servlet 6.1's accessor.
 */
final class SessionTie {
    private static final System.Logger LOGGER = System.getLogger(SessionTie.class.getName());
    private static final AtomicBoolean CANNOT_TOUCH = new AtomicBoolean();
    private static final AtomicBoolean UNWATCHED = new AtomicBoolean();
    private static final @Nullable MethodHandle GET_ACCESSOR = find(HttpSession.class.getName(), "getAccessor", null);
    private static final @Nullable MethodHandle ACCESS =
            find(HttpSession.class.getName() + "$Accessor", "access", Consumer.class);

    private final @Nullable HttpSession session;
    private final HttpSessions sessions;
    private final ServletSettings settings;
    private final @Nullable Object accessor;

    private SessionTie(
            @Nullable HttpSession session, HttpSessions sessions, ServletSettings settings, @Nullable Object accessor) {
        this.session = session;
        this.sessions = sessions;
        this.settings = settings;
        this.accessor = accessor;
    }

    /** {@return the tie of a request that is about to be upgraded; null if there is nothing to be done} */
    static @Nullable SessionTie of(HttpServletRequest request, ServletRuntime runtime, ServletSettings settings) {
        boolean ends = settings.sessionPolicy() != SessionPolicy.NEVER;
        boolean touches = settings.touchHttpSession() != SessionTouch.NEVER;
        if (!ends && !touches) {
            return null;
        }
        HttpSession session = request.getSession(false);
        if (ends
                && session != null
                && !HttpSessionWatch.isRegistered(request.getServletContext())
                && UNWATCHED.compareAndSet(false, true)) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "connections do not end with their HTTP sessions, because WebSocketInitializer was not called "
                            + "while the web application started");
        }
        Object accessor = touches && session != null ? accessor(session) : null;
        return new SessionTie(session, runtime.sessions(), settings, accessor);
    }

    /** Ties the connection, which is open. */
    void bind(WebSocket ws) {
        boolean ends = settings.sessionPolicy() == SessionPolicy.ALWAYS
                || (settings.sessionPolicy() == SessionPolicy.AUTHENTICATED
                        && ws.handshake().principal() != null);
        if (ends && session != null) {
            sessions.bind(session, ws);
        } else if (ends && ws.handshake().sessionId() != null) {
            HttpSessions.end(ws); // F-014: the session ended between the handshake's beginning and its answer
        }
        if (session != null && accessor != null) {
            ws.addListener(new SessionToucher(
                    settings.touchHttpSession(), new Access(ws, session, accessor), System::nanoTime));
        }
    }

    private static @Nullable Object accessor(HttpSession session) {
        Throwable why = null;
        try {
            if (GET_ACCESSOR != null) {
                return GET_ACCESSOR.invoke(session);
            }
        } catch (IllegalStateException ended) {
            return null;
        } catch (Throwable thrown) {
            why = thrown;
        }
        if (CANNOT_TOUCH.compareAndSet(false, true)) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    ServletSettings.TOUCH_HTTP_SESSION
                            + " has no effect here: this container has no HttpSession.getAccessor() (Servlet 6.1)",
                    why);
        }
        return null;
    }

    private static @Nullable MethodHandle find(String type, String method, @Nullable Class<?> argument) {
        try {
            Class<?> found = Class.forName(type, false, HttpSession.class.getClassLoader());
            Class<?> accessor =
                    Class.forName(HttpSession.class.getName() + "$Accessor", false, HttpSession.class.getClassLoader());
            MethodType shape =
                    argument == null ? MethodType.methodType(accessor) : MethodType.methodType(void.class, argument);
            return MethodHandles.publicLookup().findVirtual(found, method, shape);
        } catch (ReflectiveOperationException | LinkageError before61) {
            return null;
        }
    }

    /** The access to a session that outlives the request. Pump thread. */
    private static final class Access implements BooleanSupplier {
        private final WebSocket ws;
        private final HttpSession session;
        private @Nullable Object accessor; // null when the session ended

        Access(WebSocket ws, HttpSession session, Object accessor) {
            this.ws = ws;
            this.session = session;
            this.accessor = accessor;
        }

        @Override
        public boolean getAsBoolean() {
            if (accessor != null && !access(ws, accessor)) {
                // F-012: Tomcat's accessor knows the session by the id it had then.
                accessor = renewed(session);
                if (accessor != null && !access(ws, accessor)) {
                    accessor = null;
                }
            }
            return accessor != null;
        }

        private static @Nullable Object renewed(HttpSession session) {
            try {
                return GET_ACCESSOR == null ? null : GET_ACCESSOR.invoke(session);
            } catch (Throwable invalid) {
                return null;
            }
        }

        // False when there is no such session.
        private static boolean access(WebSocket ws, Object accessor) {
            Consumer<HttpSession> nothingMore = session -> {}; // the access itself is what counts
            try {
                if (ACCESS != null) {
                    ACCESS.invoke(accessor, nothingMore);
                }
                return true;
            } catch (IllegalStateException invalid) {
                return false;
            } catch (Throwable thrown) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "the HTTP session of connection " + ws.id() + " at "
                                + ws.handshake().path() + " could not be kept alive",
                        thrown);
                return false;
            }
        }
    }
}
