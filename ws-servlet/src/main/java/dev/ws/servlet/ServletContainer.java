package dev.ws.servlet;

/**
 * Whose streams {@link ServletTransport} is talking to, as far as their behaviour differs. Told by class names, so that no
 * container class is needed.
 */
enum ServletContainer {
    /** Reads only inside a read callback; closes only inside any callback; copies what is written. */
    TOMCAT,
    /** Reads and closes from any thread; keeps the array that is written until the write is complete. */
    JETTY,
    /** Reads from any thread; writes whole arrays only; a close waits for pending output. */
    UNDERTOW,
    /** Nothing is known but the specification. */
    OTHER;

    static ServletContainer of(Object containerObject) {
        String name = containerObject.getClass().getName();
        if (name.startsWith("org.apache.coyote.") || name.startsWith("org.apache.catalina.")) {
            return TOMCAT;
        }
        if (name.startsWith("org.eclipse.jetty.")) {
            return JETTY;
        }
        return name.startsWith("io.undertow.") ? UNDERTOW : OTHER;
    }
}
