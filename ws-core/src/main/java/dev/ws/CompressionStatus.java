package dev.ws;

/**
 * What permessage-deflate does for a connection: what was agreed, seen from this side, and what was saved so far. Frame
 * headers and messages sent uncompressed are not counted.
 *
 * @param sendingTakeover whether own messages may refer to earlier ones (RFC 7692 section 7.1.1)
 * @param sendingWindowBits the own window, 8 to 15 (section 7.1.2)
 * @param receivingTakeover whether the peer's messages may refer to earlier ones
 * @param receivingWindowBits the peer's window, 8 to 15
 * @param sentPlainBytes bytes of own messages that were compressed
 * @param sentCompressedBytes bytes that they became
 * @param receivedCompressedBytes bytes of compressed messages that came
 * @param receivedPlainBytes bytes that they became
 */
public record CompressionStatus(
        boolean sendingTakeover,
        int sendingWindowBits,
        boolean receivingTakeover,
        int receivingWindowBits,
        long sentPlainBytes,
        long sentCompressedBytes,
        long receivedCompressedBytes,
        long receivedPlainBytes) {}
