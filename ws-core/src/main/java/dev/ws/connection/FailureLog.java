package dev.ws.connection;

import dev.ws.ConnectionClosedException;
import dev.ws.ConnectionCutException;
import dev.ws.ProtocolException;
import dev.ws.WebSocket;
import dev.ws.transport.SafeLog;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Logs the failures of a connection that nobody else is told of, each once, with id and path. What the application did
 * wrong is a WARNING with its trace; what any peer can bring about, by broken frames, silence or leaving, is for DEBUG only,
 * as it would fill a disk. Stateless.
 */
final class FailureLog {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.connection");
    private static final int MOST_CAUSES = 20; // they may run in a circle

    private FailureLog() {}

    /** {@return how lines name the connection} */
    static String label(WebSocket ws) {
        // The path is still encoded as it was sent, so nothing in it can break a line.
        return "connection " + ws.id() + " at " + ws.handshake().path();
    }

    /** A handler threw, and nobody is there to be told. */
    static void handler(WebSocket ws, Throwable thrown) {
        log(level(ws, thrown), "a handler of " + label(ws) + " threw, and no listener takes errors (onError)", thrown);
    }

    /** A handler threw, and the listeners are not told, because they know of an earlier error or of the end. */
    static void later(WebSocket ws, Throwable thrown) {
        log(level(ws, thrown), "a handler of " + label(ws) + " threw after its first error or its end", thrown);
    }

    /**
     * A listener threw where there is nobody else to tell.
     *
     * @param ws the connection
     * @param event which of its methods
     * @param thrown what it threw
     * @param told the error that it was told of, or null
     */
    static void listener(WebSocket ws, String event, Throwable thrown, @Nullable Throwable told) {
        Throwable both = thrown;
        if (told != null && told != thrown) {
            both = new IllegalStateException(event + " threw", thrown);
            both.addSuppressed(told);
        }
        log(Level.WARNING, "a listener of " + label(ws) + " threw in " + event, both);
    }

    /** The callback of a send threw. */
    static void callback(WebSocket ws, Throwable thrown) {
        log(Level.WARNING, "a send callback of " + label(ws) + " threw; the message itself is not affected", thrown);
    }

    /**
     * Messages came before anybody listened, and nobody did in time.
     *
     * @param aloud whether it is the first time; it may well be meant, and any peer can bring it about
     */
    static void unheard(WebSocket ws, int messages, long bytes, boolean aloud) {
        log(
                aloud ? Level.WARNING : Level.DEBUG,
                label(ws) + " dropped " + (messages == 1 ? "a message" : messages + " messages") + ", " + bytes
                        + " bytes, that came before anybody listened: add listeners before the connection opens, or"
                        + " soon after",
                null);
    }

    /** A fault of the engine, an extension or the JVM. */
    static void engine(WebSocket ws, Throwable thrown) {
        log(level(ws, thrown), label(ws) + " failed inside the engine", thrown);
    }

    /** The peer broke a rule, or was cut off. */
    static void peer(WebSocket ws, Throwable cause) {
        log(Level.DEBUG, label(ws) + " failed", cause);
    }

    private static Level level(WebSocket ws, Throwable thrown) {
        return isThePeers(ws, thrown) ? Level.DEBUG : Level.WARNING;
    }

    private static boolean isThePeers(WebSocket ws, Throwable thrown) {
        Throwable end = ws.closeCause();
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .anyMatch(cause -> end == cause
                        || cause instanceof ProtocolException
                        || cause instanceof ConnectionClosedException
                        || cause instanceof ConnectionCutException);
    }

    private static void log(Level level, String text, @Nullable Throwable thrown) {
        SafeLog.log(LOGGER, level, text, thrown);
    }
}
