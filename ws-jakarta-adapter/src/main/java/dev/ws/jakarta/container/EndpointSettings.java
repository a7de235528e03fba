package dev.ws.jakarta.container;

import dev.ws.CloseCode;
import dev.ws.Dispatch;
import dev.ws.HandlerErrors;
import dev.ws.WebSocketOptions;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.handshake.OriginPolicy;
import dev.ws.jakarta.session.OutboundPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The options of one endpoint, as far as the specification has no place for them. Immutable.
 *
 * @param webSocket the options of its connections
 * @param compression whether clients may use permessage-deflate; null if nobody said
 * @param deflate how they may
 * @param origin which pages may connect
 * @param maxConnections the most connections at a time; 0 for no limit
 * @param maxTextMessage the largest whole text message in bytes that a session starts with; null for the container's default
 * @param maxBinaryMessage the same for binary ones
 * @param outbound what becomes of asynchronous messages to slow peers
 * @param idleTimeout how long neither side may send a message; null for the container's default
 * @param closeWithoutCode the code that endpoints are told for a close frame that has none
 */
record EndpointSettings(
        WebSocketOptions webSocket,
        @Nullable Boolean compression,
        DeflateOptions deflate,
        OriginPolicy origin,
        int maxConnections,
        @Nullable Integer maxTextMessage,
        @Nullable Integer maxBinaryMessage,
        OutboundPolicy outbound,
        @Nullable Duration idleTimeout,
        int closeWithoutCode) {
    /** Collects options; the thread that deploys. */
    static final class Builder {
        // Sessions have limits of their own for whole messages; parts and streams of any length pass.
        private final WebSocketOptions.Builder webSocket = WebSocketOptions.builder()
                .dispatch(Dispatch.AUTO)
                .handlerErrors(HandlerErrors.REPORT)
                .maxPayload(0);
        private final DeflateOptions.Builder deflate = DeflateOptions.builder();
        private @Nullable Boolean compression;
        private OriginPolicy origin = OriginPolicy.any();
        private int maxConnections;
        private @Nullable Integer maxTextMessage;
        private @Nullable Integer maxBinaryMessage;
        private OutboundPolicy.Action outboundAction = OutboundPolicy.Action.NONE;
        private long outboundLimit = OutboundPolicy.DEFAULT_LIMIT;
        private @Nullable Duration idleTimeout;
        private int closeWithoutCode = CloseCode.NO_STATUS;

        WebSocketOptions.Builder webSocket() {
            return webSocket;
        }

        DeflateOptions.Builder deflate() {
            return deflate;
        }

        void compression(boolean value) {
            compression = value;
        }

        void origin(OriginPolicy value) {
            origin = value;
        }

        void maxConnections(int value) {
            maxConnections = value;
        }

        void maxTextMessage(int value) {
            maxTextMessage = value;
        }

        void maxBinaryMessage(int value) {
            maxBinaryMessage = value;
        }

        void outboundAction(OutboundPolicy.Action value) {
            outboundAction = value;
        }

        void outboundLimit(long value) {
            outboundLimit = value;
        }

        void idleTimeout(Duration value) {
            idleTimeout = value;
        }

        void closeWithoutCode(int value) {
            closeWithoutCode = value;
        }

        /** Makes the settings; an IllegalArgumentException names what is outside its range. */
        EndpointSettings build() {
            return new EndpointSettings(
                    webSocket.build(),
                    compression,
                    deflate.build(),
                    origin,
                    maxConnections,
                    maxTextMessage,
                    maxBinaryMessage,
                    new OutboundPolicy(outboundAction, outboundLimit),
                    idleTimeout,
                    closeWithoutCode);
        }
    }
}
