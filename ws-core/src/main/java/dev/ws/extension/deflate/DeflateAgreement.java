package dev.ws.extension.deflate;

/**
 * What both sides agreed on, seen from one side.
 *
 * @param sendingTakeover whether own messages may refer to earlier ones
 * @param sendingWindowBits the own window, 8 to 15: no reference of own messages reaches further back than two to the
 *     power of it bytes
 * @param receivingTakeover whether the peer's messages may refer to earlier ones
 * @param receivingWindowBits the peer's window, 8 to 15
 */
public record DeflateAgreement(
        boolean sendingTakeover, int sendingWindowBits, boolean receivingTakeover, int receivingWindowBits) {}
