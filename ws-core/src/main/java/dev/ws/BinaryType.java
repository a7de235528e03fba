package dev.ws;

/**
 * How a whole binary message is handed to listeners. The other types of {@code ws} are handlers of their own:
 * {@code fragments} is {@link WebSocket#binaryFragments}, {@code blob} is {@link WebSocket#binaryStream}.
 */
public enum BinaryType {
    /** One buffer, borrowed until the callback returns; {@code nodebuffer} in {@code ws}. */
    BUFFER,
    /** One buffer over an array of its own, which may be kept; {@code arraybuffer} in {@code ws}. */
    ARRAY
}
