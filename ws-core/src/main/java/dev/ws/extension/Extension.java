package dev.ws.extension;

/**
 * An extension agreed for one connection (RFC 6455 section 9). Its inbound stage belongs to the pump, its outbound stage
 * to the outbound lock; the two share nothing.
 */
public interface Extension {
    /** {@return the registered token, such as {@code permessage-deflate}} */
    String token();

    /** {@return the reserved bits that it uses: 4 for RSV1, 2 for RSV2, 1 for RSV3, or a sum of them} */
    int reservedBits();

    /** {@return what transforms received parts} */
    InboundStage inbound();

    /** {@return what transforms parts to be sent} */
    OutboundStage outbound();

    /** Frees what the extension holds; called once, when the connection ended, by the pump. */
    default void close() {}
}
