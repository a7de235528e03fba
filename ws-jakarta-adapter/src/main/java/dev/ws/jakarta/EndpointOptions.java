package dev.ws.jakarta;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Options of a server endpoint, on its class. They are written as in the context parameters of the same names, and the
 * empty string, the default of all, leaves an option alone.
 *
 * <p>An option is looked up as context parameter {@code dev.ws.jakarta[/path].name}, where {@code /path} is the endpoint's path as
 * declared, then here, then as context parameter {@code dev.ws.jakarta.name} for all endpoints. Where a context parameter is not
 * set, a system property of that name takes its place.
 *
 * <p>Times are a number with a unit, {@code 500ms}, {@code 30s}, {@code 5m} or {@code 1h}, or {@code 0} for none. Sizes are bytes, or
 * with {@code k} or {@code m} behind the number kibibytes or mebibytes.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EndpointOptions {
    /** {@return whether clients may use permessage-deflate: {@code on} or {@code off}; off, unless the configuration of the endpoint
     * lists the extension} */
    String compression() default "";

    /** {@return zlib's level, -1 to 9; -1} */
    String compressionLevel() default "";

    /** {@return the size of messages from which on they are compressed where no context takeover is in force; 1k} */
    String compressionThreshold() default "";

    /** {@return whether the threshold also counts under context takeover: {@code true} or {@code false}; false} */
    String compressionThresholdAlways() default "";

    /** {@return the most bytes of own messages kept per connection for later ones to refer to, at most 32k; 8k} */
    String compressionHistory() default "";

    /** {@return the largest window of the server in bits, 8 to 15; as the client asks} */
    String compressionServerWindowBits() default "";

    /** {@return the largest window of clients in bits, 8 to 15; as the client asks} */
    String compressionClientWindowBits() default "";

    /** {@return whether the server's messages are compressed each by itself: {@code true} or {@code false}; as the client asks} */
    String compressionServerNoContextTakeover() default "";

    /** {@return whether clients have to compress each message by itself: {@code true} or {@code false}; as the client asks} */
    String compressionClientNoContextTakeover() default "";

    /** {@return the time between pings; a peer that sent nothing since the last one is cut off; none} */
    String heartbeat() default "";

    /** {@return how long no ping may come from the peer before it is cut off; no limit} */
    String expectPing() default "";

    /** {@return how long neither side may send a message before the session is closed; the container's default} */
    String idleTimeout() default "";

    /** {@return how long the peer may take to answer a close frame; 30s} */
    String closeTimeout() default "";

    /** {@return how long queued output may stay without the peer taking a byte before it is cut off; 60s} */
    String writeTimeout() default "";

    /** {@return how long a blocking send may take, not 0; 20s} */
    String sendTimeout() default "";

    /** {@return the largest message, also in parts and streams; 0, the default, for no limit of its own} */
    String maxPayload() default "";

    /** {@return the largest whole text message a session starts with; the container's default} */
    String maxTextMessage() default "";

    /** {@return the largest whole binary message a session starts with; the container's default} */
    String maxBinaryMessage() default "";

    /** {@return the most frames of a message; 0 for no limit; 131072} */
    String maxFragments() default "";

    /** {@return the largest frame to receive; 0, the default, for no limit of its own} */
    String maxFrameBytes() default "";

    /** {@return the largest frame to send, longer messages are sent as several; 0, the default, for no limit} */
    String autoFragmentBytes() default "";

    /** {@return the queued output above which nothing more is read from the peer; 2m} */
    String highWaterBytes() default "";

    /**
     * What becomes of an asynchronous message to a peer that reads so slowly that {@link #outboundLimit()} would be passed:
     * {@code none} queues it, {@code close} fails it and closes with 1013, {@code drop} fails it, {@code block} lets the sender
     * wait as for a blocking send, but broadcasts queue it.
     *
     * @return the policy; none
     */
    String outboundPolicy() default "";

    /** {@return the most output queued before {@link #outboundPolicy()} acts; 1m} */
    String outboundLimit() default "";

    /** {@return which pages may connect: {@code any}, {@code same-origin}, or a list of origins separated by commas; others get 403;
     * any} */
    String origin() default "";

    /** {@return the most connections at a time, further ones get 503; 0, the default, for no limit} */
    String maxConnections() default "";

    /** {@return where the endpoint is called: {@code auto}, {@code inline} on the container's thread where that may be
     * blocked, else as {@code executor}, with a warning; or {@code executor}; auto, which is inline without the warning} */
    String dispatch() default "";

    /**
     * The code that {@code @OnClose} is told when the peer closes without one: {@code 1005} (no status code, RFC 6455 section 7.1.5), or
     * {@code 1000} (normal closure), as Tomcat tells it. The frame that answers is empty in both cases.
     *
     * @return the code; 1005
     */
    String closeWithoutCode() default "";
}
