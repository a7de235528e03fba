package dev.ws.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Jetty's core request behind its servlet request: the same in all its servlet environments. */
final class JettyRequest {
    private JettyRequest() {}

    /** {@return the core request, below the wrappers of applications} */
    static Object core(ServletRequest request) throws ReflectiveOperationException {
        return Reflection.callForValue(ContainerRequest.unwrap(request), "getRequest"); // null when the request is over
    }

    /**
     * The {@code :protocol} of an extended CONNECT (RFC 8441 section 4). Only Jetty among the containers lets such a
     * request through.
     *
     * @return the protocol; null for any other request
     */
    static @Nullable String connectProtocol(HttpServletRequest request) {
        if (!"CONNECT".equals(request.getMethod()) || !ContainerRequest.isOfJetty(request)) {
            return null;
        }
        try {
            Object tunnel = tunnel(core(request));
            return tunnel == null ? null : (String) Reflection.call(tunnel, "getProtocol");
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** {@return Jetty's {@code TunnelSupport}: what carries the bytes of a CONNECT; null without one} */
    static @Nullable Object tunnel(Object core) throws ReflectiveOperationException {
        return Reflection.call(core, "getTunnelSupport");
    }
}
