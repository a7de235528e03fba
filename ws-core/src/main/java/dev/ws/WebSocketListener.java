package dev.ws;

import java.nio.ByteBuffer;

/**
 * What happens on a connection. The pump of the connection calls, one thread at a time, in order: {@code onOpen},
 * any of the others, {@code onError} at most once, {@code onClose} exactly once and last.
 *
 * <p>With {@link Dispatch#INLINE} the calls come on a thread of the transport, which must not be blocked.
 *
 * <p>There are no event objects: what those of browsers and of {@code ws} carry are the arguments. {@code target} is the
 * connection; {@code type} is the method, or the {@link EventType} a listener was added for; {@code MessageEvent.data} is
 * the text, bytes or message; {@code CloseEvent}'s {@code code}, {@code reason} and {@code wasClean} are the
 * {@link CloseStatus}, 1006, empty and false for want of a close frame; {@code ErrorEvent.error} is the error and
 * {@code message} its message.
 */
public interface WebSocketListener {
    /**
     * The connection is open; nothing was received yet.
     *
     * @param ws the connection
     * @throws Exception anything; see {@link WebSocketOptions#handlerErrors()}
     */
    default void onOpen(WebSocket ws) throws Exception {}

    /**
     * A whole message arrived. The default hands it to {@link #onText} or {@link #onBinary}.
     *
     * @param ws the connection
     * @param message the message; the receiver's, unless {@link WebSocketOptions#borrowMessages()}
     * @throws Exception anything; see {@link WebSocketOptions#handlerErrors()}
     */
    default void onMessage(WebSocket ws, Message message) throws Exception {
        if (message.isBinary()) {
            onBinary(ws, message.buffer());
        } else {
            onText(ws, message.text());
        }
    }

    /**
     * A whole text message arrived.
     *
     * @param ws the connection
     * @param text the text
     * @throws Exception anything; see {@link WebSocketOptions#handlerErrors()}
     */
    default void onText(WebSocket ws, String text) throws Exception {}

    /**
     * A whole binary message arrived.
     *
     * @param ws the connection
     * @param data the bytes; the receiver's, unless {@link WebSocketOptions#borrowMessages()}
     * @throws Exception anything; see {@link WebSocketOptions#handlerErrors()}
     */
    default void onBinary(WebSocket ws, ByteBuffer data) throws Exception {}

    /**
     * A ping arrived; the automatic pong, if on, is already queued (RFC 6455 section 5.5.2).
     *
     * @param ws the connection
     * @param payload 0 to 125 bytes; the receiver's, unless {@link WebSocketOptions#borrowMessages()}
     * @throws Exception anything; see {@link WebSocketOptions#handlerErrors()}
     */
    default void onPing(WebSocket ws, ByteBuffer payload) throws Exception {}

    /**
     * A pong arrived, asked for or not (RFC 6455 section 5.5.3).
     *
     * @param ws the connection
     * @param payload 0 to 125 bytes; the receiver's, unless {@link WebSocketOptions#borrowMessages()}
     * @throws Exception anything; see {@link WebSocketOptions#handlerErrors()}
     */
    default void onPong(WebSocket ws, ByteBuffer payload) throws Exception {}

    /**
     * Queued output fell to a quarter of {@link WebSocketOptions#highWaterBytes()} after having been above it.
     *
     * @param ws the connection
     * @throws Exception anything; see {@link WebSocketOptions#handlerErrors()}
     */
    default void onDrain(WebSocket ws) throws Exception {}

    /**
     * The peer's close frame arrived; it is answered already where the peer began (RFC 6455 section 7.1.3). Nothing more
     * is received. {@link #onClose} follows when the connection is gone, which a peer may delay up to
     * {@link WebSocketOptions#closeTimeout()}.
     *
     * @param ws the connection
     * @param status code and reason of the close frame; 1005 when it had none
     */
    default void onClosing(WebSocket ws, CloseStatus status) {}

    /**
     * The peer broke the protocol, was cut off because it was silent or took nothing for too long, or a handler threw. A plain
     * loss of the connection is no error: it shows as close code 1006. What handlers throw is logged as a warning where no
     * listener overrides this; what this method throws is logged too.
     *
     * @param ws the connection
     * @param error a {@link ProtocolException}, a {@link ConnectionCutException}, or what the handler threw
     */
    default void onError(WebSocket ws, Throwable error) {}

    /**
     * The connection is gone. The last call.
     *
     * @param ws the connection
     * @param status code and reason of the peer's close frame; 1005 when it had none, 1006 without a close frame
     */
    default void onClose(WebSocket ws, CloseStatus status) {}
}
