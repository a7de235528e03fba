package dev.ws.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collection;
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

    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private JettyConstraints() {}

    /** Tells whether a GET for the same path would be let in. No, when Jetty cannot be asked. */
    static boolean permit(HttpServletRequest request) {
        try {
            Object core = JettyRequest.core(request);
            Object context = Reflection.callForValue(core, "getContext");
            Object handler = Reflection.callForValue(context, "getServletContextHandler");
            Object security = Reflection.call(handler, "getSecurityHandler");
            return security == null || permit(request, security, constraint(security, core));
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Once: every client that comes along would fill the log.
            LOGGER.log(
                    WARNED.compareAndSet(false, true) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                    "handshakes over HTTP/2 are refused: Jetty does not tell which security constraints a GET has",
                    e);
            return false;
        }
    }

    private static @Nullable Object constraint(Object security, Object core) throws ReflectiveOperationException {
        String url = String.valueOf(Reflection.call(Reflection.callForValue(core, "getHttpURI"), "getCanonicalPath"));
        Object path = Reflection.call(Reflection.callForValue(core, "getContext"), "getPathInContext", url);
        return Reflection.callHidden(security, "getConstraint", path, asGet(core));
    }

    // The same request with another method.
    private static Object asGet(Object core) throws ReflectiveOperationException {
        Class<?> type = Class.forName(
                "org.eclipse.jetty.server.Request", false, core.getClass().getClassLoader());
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        method.getName().equals("getMethod") ? "GET" : Handles.invoke(method, core, arguments));
    }

    private static boolean permit(HttpServletRequest request, Object security, @Nullable Object constraint)
            throws ReflectiveOperationException {
        if (constraint == null) {
            return true;
        }
        Object transport = Reflection.call(constraint, "getTransport");
        if (transport != null && transport.toString().equals("SECURE") && !request.isSecure()) {
            return false;
        }
        String authorization = String.valueOf(Reflection.call(constraint, "getAuthorization"));
        return switch (authorization) {
            case "ALLOWED", "INHERIT" -> true;
            case "ANY_USER" -> request.getUserPrincipal() != null;
            case "KNOWN_ROLE" -> hasOneOf(request, Reflection.callHidden(security, "getKnownRoles"));
            case "SPECIFIC_ROLE" -> hasOneOf(request, Reflection.call(constraint, "getRoles"));
            default -> false; // FORBIDDEN
        };
    }

    private static boolean hasOneOf(HttpServletRequest request, @Nullable Object roles) {
        return request.getUserPrincipal() != null
                && roles instanceof Collection<?> names
                && names.stream().anyMatch(role -> request.isUserInRole(String.valueOf(role)));
    }
}
