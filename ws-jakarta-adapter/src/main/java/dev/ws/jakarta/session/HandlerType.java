package dev.ws.jakarta.session;

import dev.ws.jakarta.coder.TypeParameter;
import jakarta.websocket.MessageHandler;

/** Finds the type of the messages that a handler takes, in what its class says about type parameters. No state. */
final class HandlerType {
    private HandlerType() {}

    /**
     * The type that a handler takes.
     *
     * @throws IllegalArgumentException when its class does not say, as those of lambda expressions
     */
    static Class<?> of(MessageHandler handler) {
        Class<?> whole = TypeParameter.of(handler.getClass(), MessageHandler.Whole.class);
        Class<?> found = whole == null ? TypeParameter.of(handler.getClass(), MessageHandler.Partial.class) : whole;
        if (found == null) {
            throw new IllegalArgumentException("the type of the messages cannot be read from the class "
                    + handler.getClass().getName()
                    + ", which may come from a lambda expression: use addMessageHandler(Class, MessageHandler.Whole) or"
                    + " addMessageHandler(Class, MessageHandler.Partial)");
        }
        return found;
    }
}
