package dev.ws.jakarta.session;

/**
 * The limits a session starts with; all but the last two can be changed on the session.
 *
 * @param maxTextMessageBufferSize the largest whole text message in bytes
 * @param maxBinaryMessageBufferSize the largest whole binary message in bytes
 * @param maxIdleTimeout milliseconds without a message in either direction until the session is closed; 0 or less for no limit
 * @param asyncSendTimeout milliseconds an asynchronous send may take; 0 or less for no limit
 * @param outbound what becomes of asynchronous messages to a slow peer; cannot be changed on the session
 */
public record SessionLimits(
        int maxTextMessageBufferSize,
        int maxBinaryMessageBufferSize,
        long maxIdleTimeout,
        long asyncSendTimeout,
        OutboundPolicy outbound) {
    /**
     * Limits under which any number of messages may wait for the peer.
     *
     * @param maxTextMessageBufferSize the largest whole text message in bytes
     * @param maxBinaryMessageBufferSize the largest whole binary message in bytes
     * @param maxIdleTimeout milliseconds without a message; 0 or less for no limit
     * @param asyncSendTimeout milliseconds an asynchronous send may take; 0 or less for no limit
     */
    public SessionLimits(
            int maxTextMessageBufferSize, int maxBinaryMessageBufferSize, long maxIdleTimeout, long asyncSendTimeout) {
        this(
                maxTextMessageBufferSize,
                maxBinaryMessageBufferSize,
                maxIdleTimeout,
                asyncSendTimeout,
                OutboundPolicy.NONE);
    }
}
