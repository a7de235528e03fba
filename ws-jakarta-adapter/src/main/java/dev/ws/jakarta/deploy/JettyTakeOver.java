package dev.ws.jakarta.deploy;

import jakarta.servlet.ServletContext;

/**
 * Takes over from Jetty's own implementation, 12.1 in ee10 and ee11: forgets the endpoints that it found. Its filter, which is
 * the first of all, stays, but lets requests pass that it has no endpoint for.
 */
final class JettyTakeOver implements TakeOver {
    static final String PACKAGE = "org.eclipse.jetty.";
    /** Jetty's own switch: a context parameter that its initializer looks at. */
    static final String SWITCH = "org.eclipse.jetty.websocket.jakarta";

    @Override
    public boolean remove(ServletContext context, Object container) throws ReflectiveOperationException {
        LiveObject jetty = new LiveObject(container);
        // What it deploys when it starts, and what it has deployed.
        jetty.set("deferredEndpointClasses", null);
        jetty.set("deferredEndpointConfigs", null);
        jetty.field("webSocketMappings").call("clear");
        return true;
    }

    /** Tells whether a web application runs in Jetty. */
    static boolean isJetty(ServletContext context) {
        return context.getClass().getName().startsWith(PACKAGE);
    }
}
