package dev.ws.jakarta.session;

/**
 * The limits a session starts with; all but the async send timeout can be changed on the session.
 *
 * @param maxTextMessageBufferSize the largest whole text message in bytes
 * @param maxBinaryMessageBufferSize the largest whole binary message in bytes
 * @param maxIdleTimeout milliseconds without a message in either direction until the session is closed; 0 or less for no limit
 * @param asyncSendTimeout milliseconds an asynchronous send may take; 0 or less for no limit
 */
public record SessionLimits(
        int maxTextMessageBufferSize, int maxBinaryMessageBufferSize, long maxIdleTimeout, long asyncSendTimeout) {}
