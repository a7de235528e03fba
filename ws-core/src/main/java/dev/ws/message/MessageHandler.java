package dev.ws.message;

import dev.ws.Message;

/** Takes whole messages. */
@FunctionalInterface
public interface MessageHandler {
    /**
     * Takes a message.
     *
     * @param message the message
     * @throws Exception what the application threw
     */
    void accept(Message message) throws Exception;
}
