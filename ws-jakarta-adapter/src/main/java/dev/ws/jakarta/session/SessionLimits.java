package dev.ws.jakarta.session;

import dev.ws.CloseCode;

/**
 * What a session starts with: limits, which can be changed on the session, and two habits, which cannot.
 *
 * @param maxTextMessageBufferSize the largest whole text message in bytes
 * @param maxBinaryMessageBufferSize the largest whole binary message in bytes
 * @param maxIdleTimeout milliseconds without a message in either direction until the session is closed; 0 or less for no limit
 * @param asyncSendTimeout milliseconds an asynchronous send may take; 0 or less for no limit
 * @param outbound what becomes of asynchronous messages to a slow peer
 * @param closeWithoutCode the code that onClose is told for a close frame that has none
 */
public record SessionLimits(
        int maxTextMessageBufferSize,
        int maxBinaryMessageBufferSize,
        long maxIdleTimeout,
        long asyncSendTimeout,
        OutboundPolicy outbound,
        int closeWithoutCode) {
    /**
     * Limits under which any number of messages may wait for the peer, and a close frame without a code is told as it is.
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
                OutboundPolicy.NONE,
                CloseCode.NO_STATUS);
    }
}
