package dev.ws.servlet;

import jakarta.servlet.ServletOutputStream;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The one thing that the Servlet API cannot do on Tomcat: cause a container callback. Needed to end a connection whose
 * peer is silent, and to go on reading what already sits in Tomcat's own buffer. Best effort by reflection on the output
 * stream's socket; any thread.
 */
final class TomcatSocket {
    private final Object socketWrapper;
    private final Object stopEvent;
    private final Object readEvent;

    private TomcatSocket(Object socketWrapper, Object stopEvent, Object readEvent) {
        this.socketWrapper = socketWrapper;
        this.stopEvent = stopEvent;
        this.readEvent = readEvent;
    }

    static @Nullable TomcatSocket of(ServletOutputStream out) {
        try {
            Object wrapper = Reflection.field(out, "socketWrapper");
            if (wrapper == null) {
                return null;
            }
            Class<?> events = Class.forName(
                    "org.apache.tomcat.util.net.SocketEvent",
                    true,
                    wrapper.getClass().getClassLoader());
            return new TomcatSocket(
                    wrapper,
                    events.getField("STOP").get(null),
                    events.getField("OPEN_READ").get(null));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            return null;
        }
    }

    /** Has a container thread end the connection. Returns false when that cannot be had. */
    boolean stop() {
        return process(stopEvent) || close();
    }

    /** Has a container thread call {@code onDataAvailable} if there is anything to read. */
    boolean readAgain() {
        return process(readEvent);
    }

    /** {@return whether the connector is one of asynchronous channels} */
    boolean isNio2() {
        return socketWrapper.getClass().getName().contains("Nio2");
    }

    /** {@return whether the peer ended TLS, which Tomcat reports as a failure to unwrap} */
    boolean isTlsEnded() {
        try {
            Object channel = Reflection.call(socketWrapper, "getSocket");
            return channel != null
                    && Reflection.call(channel, "getSslEngine") instanceof SSLEngine engine
                    && engine.isInboundDone();
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false; // no TLS
        }
    }

    private boolean process(Object event) {
        try {
            Reflection.call(socketWrapper, "processSocket", event, true);
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    private boolean close() {
        try {
            Reflection.call(socketWrapper, "close");
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }
}
