package dev.ws.message;

import dev.ws.WebSocketListener;

/**
 * A listener that promises to use no message when its callback has returned, so that messages need not be copied for it
 * whatever {@link dev.ws.WebSocketOptions#borrowMessages()} says. For the project's own modules; others set the option.
 */
public interface BorrowingListener extends WebSocketListener {}
