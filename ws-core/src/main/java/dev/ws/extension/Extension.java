package dev.ws.extension;

/**
 * An extension agreed for one connection (RFC 6455 section 9). Its inbound stage belongs to the pump, its outbound stage
 * to one sender at a time; the two share nothing. Each stage is closed once by its owner when the connection ended.
 */
public interface Extension {
    /** {@return the registered token, such as {@code permessage-deflate}} */
    String token();

    /** {@return the reserved bits that it uses: 4 for RSV1, 2 for RSV2, 1 for RSV3, or a sum of them} */
    int reservedBits();

    /** {@return what transforms received parts, always the same object} */
    InboundStage inbound();

    /** {@return what transforms parts to be sent, always the same object} */
    OutboundStage outbound();

    /** Closes both stages, where no connection comes of the agreement. */
    default void close() {
        inbound().close();
        outbound().close();
    }
}
