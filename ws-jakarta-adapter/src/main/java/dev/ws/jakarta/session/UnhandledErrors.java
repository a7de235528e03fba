package dev.ws.jakarta.session;

import dev.ws.ConnectionClosedException;
import dev.ws.ConnectionCutException;
import dev.ws.ProtocolException;
import dev.ws.jakarta.WebSocketSession;
import dev.ws.transport.SafeLog;
import jakarta.websocket.DecodeException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Logs the errors of endpoints that have nothing to be told of them with, or fail when they are told: what the application did
 * wrong as a WARNING with its trace; what any peer can bring about, by broken frames, text that does not decode, leaving or
 * reading too slowly, for DEBUG only, as it would fill a disk. Stateless.
 */
public final class UnhandledErrors {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.jakarta");
    private static final int MOST_CAUSES = 20; // they may run in a circle

    private UnhandledErrors() {}

    /** {@return whether an endpoint takes errors; for one that does not, they are logged (specification 5.2.2)} */
    static boolean haveTaker(Endpoint endpoint) throws NoSuchMethodException {
        return endpoint.getClass()
                        .getMethod("onError", Session.class, Throwable.class)
                        .getDeclaringClass()
                != Endpoint.class;
    }

    /**
     * Logs an error of which nobody can be told.
     *
     * @param session where it happened
     * @param endpoint the class that should have been told
     * @param error the error
     */
    public static void log(Session session, Class<?> endpoint, Throwable error) {
        log(
                session,
                "error in " + label(session) + " of " + endpoint.getName()
                        + ", which has nothing that takes errors (@OnError)",
                error);
    }

    /**
     * Logs what an endpoint threw when it was told of an error.
     *
     * @param session where it happened
     * @param endpoint who was told
     * @param told the error, which is shown as suppressed by the other
     * @param thrown what was thrown, maybe the error itself
     */
    static void logFailure(Session session, Endpoint endpoint, Throwable told, Throwable thrown) {
        if (causes(thrown).noneMatch(cause -> cause == told)) {
            thrown.addSuppressed(told);
        }
        Class<?> type = endpoint instanceof StandIn standIn ? standIn.annotatedClass() : endpoint.getClass();
        log(session, "onError of " + type.getName() + " failed in " + label(session), thrown);
    }

    private static void log(Session session, String text, Throwable error) {
        System.Logger.Level level =
                isThePeers(error, closeCause(session)) ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
        SafeLog.log(LOGGER, level, text, error);
    }

    private static String label(Session session) {
        return session instanceof JakartaSession ours ? ours.label() : "session " + session.getId();
    }

    private static @Nullable Throwable closeCause(Session session) {
        return session instanceof WebSocketSession ours ? ours.webSocket().closeCause() : null;
    }

    // What ended the connection, if it came from the network, shows in whatever the application does on it.
    static boolean isThePeers(Throwable error, @Nullable Throwable closeCause) {
        return causes(error)
                .anyMatch(cause -> cause instanceof ProtocolException
                        || cause instanceof ConnectionClosedException
                        || cause instanceof ConnectionCutException
                        || cause instanceof DecodeException
                        || cause instanceof SlowPeerException
                        || (cause instanceof IOException && cause == closeCause));
    }

    private static Stream<Throwable> causes(Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause).limit(MOST_CAUSES);
    }
}
