package dev.ws.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Applies the security constraints for GET to a CONNECT. Jetty applies those for CONNECT: constraints that list
 * {@code GET} say nothing about that, and what needs a login over HTTP/1.1 would be open over HTTP/2. Who may get in is asked
 * from the container; that it does not challenge is the difference to a GET, so a client has to be logged in, or send its
 * credentials with the handshake.
 */
final class JettyConstraints {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    private static final Set<String> NO_DEMANDS = Set.of(
            "authorization null",
            "authorization ALLOWED",
            "authorization INHERIT",
            "transport null",
            "transport ANY",
            "transport INHERIT",
            "roles null",
            "roles []");

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private JettyConstraints() {}

    /** Tells whether a GET for the same path would be let in. No, when Jetty cannot be asked. */
    static boolean permit(HttpServletRequest request) {
        return permit(request, WARNED);
    }

    /**
     * Does so, and warns once, as every client that comes along would fill the log.
     *
     * @param warned whether that was done
     */
    static boolean permit(HttpServletRequest request, AtomicBoolean warned) {
        try {
            Object core = JettyRequest.core(request);
            Object context = Reflection.callForValue(core, "getContext");
            Object handler = Reflection.callForValue(context, "getServletContextHandler");
            Object security = Reflection.call(handler, "getSecurityHandler");
            return (security == null || permit(core, security, constraint(security, core, asGet(core))))
                    && permitAround(core, handler);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(
                    warned.compareAndSet(false, true) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                    "handshakes over HTTP/2 are refused: Jetty does not tell which security constraints a GET has",
                    e);
            return false;
        }
    }

    private static @Nullable Object constraint(Object security, Object core, Object asked)
            throws ReflectiveOperationException {
        Object path = Reflection.call(Reflection.callForValue(core, "getContext"), "getPathInContext", path(core));
        return Reflection.callHidden(security, "getConstraint", path, asked);
    }

    private static String path(Object core) throws ReflectiveOperationException {
        return String.valueOf(Reflection.call(Reflection.callForValue(core, "getHttpURI"), "getCanonicalPath"));
    }

    // The same request with another method.
    private static Object asGet(Object core) throws ReflectiveOperationException {
        Class<?> type =
                Handles.load("org.eclipse.jetty.server.Request", core.getClass().getClassLoader());
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        method.getName().equals("getMethod") ? "GET" : Handles.invoke(method, core, arguments));
    }

    private static boolean permit(Object core, Object security, @Nullable Object constraint)
            throws ReflectiveOperationException {
        if (constraint == null) {
            return true;
        }
        Object transport = Reflection.call(constraint, "getTransport");
        if (transport != null && transport.toString().equals("SECURE") && !isTrue(Reflection.call(core, "isSecure"))) {
            return false;
        }
        return switch (String.valueOf(Reflection.call(constraint, "getAuthorization"))) {
            case "null", "ALLOWED", "INHERIT" -> true;
            case "FORBIDDEN" -> false; // before Jetty asks who it is
            default -> isTrue(Reflection.callHidden(security, "isAuthorized", constraint, user(core)));
        };
    }

    // Whom Jetty knows. The servlet's request may be wrapped by the application, and the servlet may have other names
    // for roles.
    private static @Nullable Object user(Object core) throws ReflectiveOperationException {
        ClassLoader loader = core.getClass().getClassLoader();
        Class<?> state = Handles.load("org.eclipse.jetty.security.AuthenticationState", loader);
        return state.getMethod("authenticate", Handles.load("org.eclipse.jetty.server.Request", loader))
                .invoke(null, core);
    }

    // Security handlers with the application inside have let the CONNECT in, but who they took the client for is
    // forgotten.
    private static boolean permitAround(Object core, Object application) throws ReflectiveOperationException {
        Class<?> type = Handles.load(
                "org.eclipse.jetty.security.SecurityHandler", core.getClass().getClassLoader());
        Object server = Reflection.callForValue(application, "getServer");
        for (Object security : (Collection<?>) Reflection.callForValue(server, "getDescendants", type)) {
            Object inside = Reflection.callForValue(security, "getDescendants", application.getClass());
            if (((Collection<?>) inside).contains(application)) {
                Object get = Reflection.callHidden(security, "getConstraint", path(core), asGet(core));
                Object connect = Reflection.callHidden(security, "getConstraint", path(core), core);
                if (!demands(get).isEmpty() && !demands(get).equals(demands(connect))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Set<String> demands(@Nullable Object constraint) throws ReflectiveOperationException {
        Set<String> all = new HashSet<>();
        if (constraint != null) {
            all.add("authorization " + Reflection.call(constraint, "getAuthorization"));
            all.add("transport " + Reflection.call(constraint, "getTransport"));
            all.add("roles " + Reflection.call(constraint, "getRoles"));
            all.removeAll(NO_DEMANDS);
        }
        return all;
    }

    private static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value);
    }
}
