package dev.ws.message;

import dev.ws.Message;
import dev.ws.WebSocket;
import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Views of a connection as streams: a pair of blocking byte or character streams ({@code createWebSocketStream} in
 * {@code ws}), and the two sides of {@link Flow}. Best made in {@code onConnection} or {@code onOpen}, before anything was
 * received. Each view pauses and resumes its connection by itself, so there should be one reader of a connection.
 */
public final class WebSocketStreams {
    private WebSocketStreams() {}

    /**
     * The connection as a pair of streams.
     *
     * @param ws the connection, CONNECTING or OPEN
     * @return the pair; its reads end with the connection
     */
    public static WebSocketDuplex duplex(WebSocket ws) {
        return WebSocketDuplex.of(ws);
    }

    /**
     * What is received, for one subscriber. Nothing is read from the transport while the subscriber has asked for
     * nothing, so that TCP holds the peer back. Signals come on the pump's thread or on the thread that asks. Completes
     * with the connection; fails when it broke a rule, lost its transport or ended without a close frame.
     *
     * @param ws the connection
     * @return a publisher of messages that may be kept; a second subscriber is refused with
     *     {@link IllegalStateException}
     */
    public static Flow.Publisher<Message> publisher(WebSocket ws) {
        return new MessagePublisher(Objects.requireNonNull(ws));
    }

    /**
     * Sends what it is given, up to 16 messages ahead of the transport. While CONNECTING it asks for nothing. The end of
     * the messages closes the connection, an error closes it with 1011, and the end of the connection cancels the
     * subscription.
     *
     * @param ws the connection
     * @return a subscriber, to be subscribed once
     */
    public static Flow.Subscriber<Message> subscriber(WebSocket ws) {
        return new MessageSubscriber(Objects.requireNonNull(ws));
    }
}
