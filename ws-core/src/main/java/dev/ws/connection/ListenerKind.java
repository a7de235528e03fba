package dev.ws.connection;

import dev.ws.EventType;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.message.BorrowingListener;
import java.nio.ByteBuffer;

/**
 * What listeners of a class do, told by the methods that they override; looked up once per class.
 *
 * @param takesErrors whether they do something with errors
 * @param hearsText whether they do something with text messages
 * @param hearsBinary the same for binary messages
 * @param keepsText whether they may use the bytes of a text message when their callback is over
 * @param keepsBinary the same for a binary message
 */
record ListenerKind(
        boolean takesErrors, boolean hearsText, boolean hearsBinary, boolean keepsText, boolean keepsBinary) {
    private static final ListenerKind NOTHING = new ListenerKind(false, false, false, false, false);
    private static final ListenerKind ERRORS = new ListenerKind(true, false, false, false, false);

    private static final ClassValue<ListenerKind> KINDS = new ClassValue<>() {
        @Override
        protected ListenerKind computeValue(Class<?> type) {
            boolean message = overrides(type, "onMessage", Message.class);
            boolean text = message || overrides(type, "onText", String.class);
            boolean binary = message || overrides(type, "onBinary", ByteBuffer.class);
            boolean keeps = !BorrowingListener.class.isAssignableFrom(type);
            return new ListenerKind(
                    overrides(type, "onError", Throwable.class), text, binary, keeps && message, keeps && binary);
        }
    };

    static ListenerKind of(WebSocketListener listener) {
        return listener instanceof TypedListener typed ? typed.kind() : KINDS.get(listener.getClass());
    }

    /** {@return the kind of a listener that is told of one type of events only} */
    static ListenerKind of(EventType type, WebSocketListener target) {
        ListenerKind whole = of(target);
        return switch (type) {
            case MESSAGE ->
                new ListenerKind(false, whole.hearsText(), whole.hearsBinary(), whole.keepsText(), whole.keepsBinary());
            case ERROR -> ERRORS;
            default -> NOTHING;
        };
    }

    /** {@return whether they do something with messages of a kind} */
    boolean hears(boolean text) {
        return text ? hearsText : hearsBinary;
    }

    private static boolean overrides(Class<?> type, String name, Class<?> told) {
        try {
            return type.getMethod(name, WebSocket.class, told).getDeclaringClass() != WebSocketListener.class;
        } catch (NoSuchMethodException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
