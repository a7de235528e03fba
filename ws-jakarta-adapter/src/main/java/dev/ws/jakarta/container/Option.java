package dev.ws.jakarta.container;

import dev.ws.jakarta.EndpointOptions;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The options of endpoints: their names, their member of the annotation, and what they set. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold no state
enum Option {
    COMPRESSION("compression", EndpointOptions::compression, (to, v) -> to.compression(OptionValue.onOff(v))),
    COMPRESSION_LEVEL(
            "compressionLevel",
            EndpointOptions::compressionLevel,
            (to, v) -> to.deflate().level(OptionValue.number(v, -1, 9))),
    COMPRESSION_THRESHOLD(
            "compressionThreshold",
            EndpointOptions::compressionThreshold,
            (to, v) -> to.deflate().threshold(OptionValue.smallSize(v))),
    COMPRESSION_THRESHOLD_ALWAYS(
            "compressionThresholdAlways",
            EndpointOptions::compressionThresholdAlways,
            (to, v) -> to.deflate().thresholdAlways(OptionValue.truth(v))),
    COMPRESSION_HISTORY(
            "compressionHistory",
            EndpointOptions::compressionHistory,
            (to, v) -> to.deflate().compressionHistory(OptionValue.smallSize(v))),
    COMPRESSION_SERVER_WINDOW_BITS(
            "compressionServerWindowBits",
            EndpointOptions::compressionServerWindowBits,
            (to, v) -> to.deflate().serverMaxWindowBits(OptionValue.number(v, 8, 15))),
    COMPRESSION_CLIENT_WINDOW_BITS(
            "compressionClientWindowBits",
            EndpointOptions::compressionClientWindowBits,
            (to, v) -> to.deflate().clientMaxWindowBits(OptionValue.number(v, 8, 15))),
    COMPRESSION_SERVER_NO_CONTEXT_TAKEOVER(
            "compressionServerNoContextTakeover",
            EndpointOptions::compressionServerNoContextTakeover,
            (to, v) -> to.deflate().serverNoContextTakeover(OptionValue.truth(v))),
    COMPRESSION_CLIENT_NO_CONTEXT_TAKEOVER(
            "compressionClientNoContextTakeover",
            EndpointOptions::compressionClientNoContextTakeover,
            (to, v) -> to.deflate().clientNoContextTakeover(OptionValue.truth(v))),
    HEARTBEAT("heartbeat", EndpointOptions::heartbeat, (to, v) -> to.webSocket().heartbeat(OptionValue.time(v))),
    EXPECT_PING(
            "expectPing", EndpointOptions::expectPing, (to, v) -> to.webSocket().expectPing(OptionValue.time(v))),
    IDLE_TIMEOUT("idleTimeout", EndpointOptions::idleTimeout, (to, v) -> to.idleTimeout(OptionValue.time(v))),
    CLOSE_TIMEOUT(
            "closeTimeout",
            EndpointOptions::closeTimeout,
            (to, v) -> to.webSocket().closeTimeout(OptionValue.time(v))),
    WRITE_TIMEOUT(
            "writeTimeout",
            EndpointOptions::writeTimeout,
            (to, v) -> to.webSocket().writeTimeout(OptionValue.time(v))),
    SEND_TIMEOUT(
            "sendTimeout",
            EndpointOptions::sendTimeout,
            (to, v) -> to.webSocket().sendTimeout(OptionValue.time(v))),
    MAX_PAYLOAD(
            "maxPayload", EndpointOptions::maxPayload, (to, v) -> to.webSocket().maxPayload(OptionValue.size(v))),
    MAX_TEXT_MESSAGE(
            "maxTextMessage", EndpointOptions::maxTextMessage, (to, v) -> to.maxTextMessage(OptionValue.smallSize(v))),
    MAX_BINARY_MESSAGE(
            "maxBinaryMessage",
            EndpointOptions::maxBinaryMessage,
            (to, v) -> to.maxBinaryMessage(OptionValue.smallSize(v))),
    MAX_FRAGMENTS(
            "maxFragments",
            EndpointOptions::maxFragments,
            (to, v) -> to.webSocket().maxFragments(OptionValue.number(v, 0, Integer.MAX_VALUE))),
    MAX_FRAME_BYTES(
            "maxFrameBytes",
            EndpointOptions::maxFrameBytes,
            (to, v) -> to.webSocket().maxFrameBytes(OptionValue.size(v))),
    AUTO_FRAGMENT_BYTES(
            "autoFragmentBytes",
            EndpointOptions::autoFragmentBytes,
            (to, v) -> to.webSocket().autoFragmentBytes(OptionValue.size(v))),
    HIGH_WATER_BYTES(
            "highWaterBytes",
            EndpointOptions::highWaterBytes,
            (to, v) -> to.webSocket().highWaterBytes(OptionValue.size(v))),
    OUTBOUND_POLICY(
            "outboundPolicy",
            EndpointOptions::outboundPolicy,
            (to, v) -> to.outboundAction(OptionValue.outboundAction(v))),
    OUTBOUND_LIMIT("outboundLimit", EndpointOptions::outboundLimit, (to, v) -> to.outboundLimit(OptionValue.size(v))),
    ORIGIN("origin", EndpointOptions::origin, (to, v) -> to.origin(OptionValue.origin(v))),
    MAX_CONNECTIONS(
            "maxConnections",
            EndpointOptions::maxConnections,
            (to, v) -> to.maxConnections(OptionValue.number(v, 0, Integer.MAX_VALUE))),
    DISPATCH("dispatch", EndpointOptions::dispatch, (to, v) -> to.webSocket().dispatch(OptionValue.dispatch(v))),
    CLOSE_WITHOUT_CODE(
            "closeWithoutCode",
            EndpointOptions::closeWithoutCode,
            (to, v) -> to.closeWithoutCode(OptionValue.closeWithoutCode(v)));

    private final String key;
    private final Function<EndpointOptions, String> member;
    private final BiConsumer<EndpointSettings.Builder, String> setter;

    Option(String key, Function<EndpointOptions, String> member, BiConsumer<EndpointSettings.Builder, String> setter) {
        this.key = key;
        this.member = member;
        this.setter = setter;
    }

    /** The name in parameters and in the annotation. */
    String key() {
        return key;
    }

    /** What an annotation says; empty for nothing. */
    String in(EndpointOptions options) {
        return member.apply(options);
    }

    /** Sets a value; an IllegalArgumentException says what would be right. */
    void set(EndpointSettings.Builder target, String value) {
        setter.accept(target, value);
    }
}
