package dev.ws;

/**
 * How a whole binary message is handed to listeners. The other types of {@code ws} are handlers of their own:
 * {@code fragments} is {@link WebSocket#binaryFragments}, {@code blob} is {@link WebSocket#binaryStream}.
 */
public enum BinaryType {
    /** One buffer; {@code nodebuffer} in {@code ws}. Its array may be larger than the message. */
    BUFFER,
    /** One buffer over an array of exactly its size; {@code arraybuffer} in {@code ws}. */
    ARRAY
}
