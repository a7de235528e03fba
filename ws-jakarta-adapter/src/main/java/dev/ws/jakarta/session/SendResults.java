package dev.ws.jakarta.session;

import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Makes send results, which know their session from version 2.2 of the API on (E-083). No state. */
final class SendResults {
    private static final @Nullable MethodHandle OK = find(Session.class);
    private static final @Nullable MethodHandle FAILED = find(Session.class, Throwable.class);

    private SendResults() {}

    private static @Nullable MethodHandle find(Class<?>... parameters) {
        try {
            return MethodHandles.publicLookup()
                    .findConstructor(SendResult.class, MethodType.methodType(void.class, parameters));
        } catch (ReflectiveOperationException before22) {
            return null;
        }
    }

    /** The result of a send; failure is null when it went well. */
    static SendResult of(Session session, @Nullable Throwable failure) {
        if (OK == null || FAILED == null) {
            return failure == null ? new SendResult() : new SendResult(failure);
        }
        try {
            return failure == null
                    ? (SendResult) OK.invokeExact(session)
                    : (SendResult) FAILED.invokeExact(session, failure);
        } catch (Throwable broken) {
            throw new AssertionError("the constructor of SendResult throws", broken);
        }
    }
}
