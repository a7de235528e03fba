package dev.ws.jakarta.session;

import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** Makes send results, which know their session from version 2.2 of the API on (E-083). No state. */
final class SendResults {
    private static final @Nullable MethodHandle WITH_SESSION = find();

    private SendResults() {}

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findConstructor(
                            SendResult.class, MethodType.methodType(void.class, Session.class, Throwable.class));
        } catch (ReflectiveOperationException before22) {
            return null;
        }
    }

    /** The result of a send; failure is null when it went well. */
    static SendResult of(Session session, @Nullable Throwable failure) {
        if (WITH_SESSION == null) {
            return new SendResult(failure);
        }
        try {
            return (SendResult) WITH_SESSION.invokeExact(session, failure);
        } catch (Throwable broken) {
            throw new AssertionError("the constructor of SendResult throws", broken);
        }
    }
}
