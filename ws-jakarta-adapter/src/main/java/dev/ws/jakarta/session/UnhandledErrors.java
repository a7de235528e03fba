package dev.ws.jakarta.session;

import dev.ws.ConnectionClosedException;
import dev.ws.ConnectionCutException;
import dev.ws.ProtocolException;
import dev.ws.transport.SafeLog;
import jakarta.websocket.DecodeException;
import jakarta.websocket.Session;
import java.net.URI;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Logs the errors of endpoints that have nothing to be told of them with: what the application did wrong as a WARNING with its
 * trace; what any peer can bring about, by broken frames, text that does not decode, or leaving, for DEBUG only, as it
 * would fill a disk. Stateless.
 */
public final class UnhandledErrors {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.jakarta");

    private UnhandledErrors() {}

    /**
     * Logs an error.
     *
     * @param session where it happened
     * @param endpoint the class that should have been told
     * @param error the error
     */
    public static void log(Session session, Class<?> endpoint, Throwable error) {
        URI uri = session.getRequestURI();
        SafeLog.log(
                LOGGER,
                isThePeers(error) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "error in session " + session.getId() + " at " + (uri == null ? "?" : uri.getRawPath()) + " of "
                        + endpoint.getName() + ", which has nothing that takes errors (@OnError)",
                error);
    }

    static boolean isThePeers(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause)
                .limit(20) // causes may run in a circle
                .anyMatch(cause -> cause instanceof ProtocolException
                        || cause instanceof ConnectionClosedException
                        || cause instanceof ConnectionCutException
                        || cause instanceof DecodeException);
    }
}
