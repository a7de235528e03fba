package dev.ws.message;

import dev.ws.WebSocketListener;

/**
 * A listener that promises to use no message when its callback has returned, so that messages need not be copied for it
 * whatever {@link dev.ws.WebSocketOptions#borrowMessages()} says. For the project's own modules; others set the option.
 */
public interface BorrowingListener extends WebSocketListener {
    /**
     * Tells whether messages of a kind would reach anybody now. Those that come before are kept for a while. Any thread.
     *
     * @param text whether text messages are meant, else binary ones
     * @return true unless told otherwise
     */
    default boolean hears(boolean text) {
        return true;
    }
}
