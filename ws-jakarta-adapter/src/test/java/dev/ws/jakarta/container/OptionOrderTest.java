package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No option undoes another one: in either order two of them mean the same, and both count. */
class OptionOrderTest {
    // Neither is a default, nor does one need another.
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("compression", "on"),
            Map.entry("compressionLevel", "3"),
            Map.entry("compressionThreshold", "4k"),
            Map.entry("compressionThresholdAlways", "true"),
            Map.entry("compressionHistory", "32k"),
            Map.entry("compressionServerWindowBits", "12"),
            Map.entry("compressionClientWindowBits", "11"),
            Map.entry("compressionServerNoContextTakeover", "true"),
            Map.entry("compressionClientNoContextTakeover", "true"),
            Map.entry("heartbeat", "10s"),
            Map.entry("expectPing", "5m"),
            Map.entry("idleTimeout", "1h"),
            Map.entry("closeTimeout", "7s"),
            Map.entry("writeTimeout", "8s"),
            Map.entry("sendTimeout", "9s"),
            Map.entry("maxPayload", "1m"),
            Map.entry("maxTextMessage", "2m"),
            Map.entry("maxBinaryMessage", "3m"),
            Map.entry("maxFragments", "100"),
            Map.entry("maxFrameBytes", "4m"),
            Map.entry("autoFragmentBytes", "64k"),
            Map.entry("highWaterBytes", "5m"),
            Map.entry("outboundPolicy", "drop"),
            Map.entry("outboundLimit", "6m"),
            Map.entry("origin", "same-origin"),
            Map.entry("maxConnections", "8"),
            Map.entry("dispatch", "executor"),
            Map.entry("closeWithoutCode", "1000"));

    private static final HandshakeRequest FOREIGN = HandshakeRequest.builder("GET", "/")
            .headers(Headers.builder()
                    .add("Host", "here.org")
                    .add("Origin", "http://there.org")
                    .build())
            .build();

    /** What options come to; an origin policy, which has no equals, is told by whom it lets in. */
    private static List<@Nullable Object> settings(Option... options) {
        EndpointSettings.Builder builder = new EndpointSettings.Builder();
        for (Option option : options) {
            option.set(builder, VALUES.getOrDefault(option.key(), "no value for " + option.key()));
        }
        EndpointSettings settings = builder.build();
        return Arrays.asList(
                settings.webSocket(),
                settings.compression(),
                settings.deflate(),
                settings.origin().allows(FOREIGN),
                settings.maxConnections(),
                settings.maxTextMessage(),
                settings.maxBinaryMessage(),
                settings.outbound(),
                settings.idleTimeout(),
                settings.closeWithoutCode());
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(Option.values())
                .flatMap(one -> Arrays.stream(Option.values())
                        .filter(other -> other.compareTo(one) > 0)
                        .map(other -> Arguments.of(one, other)));
    }

    @ParameterizedTest(name = "{0} and {1}")
    @MethodSource("pairs")
    void bothCountInEitherOrder(Option one, Option other) {
        List<@Nullable Object> both = settings(one, other);

        assertThat(both)
                .isEqualTo(settings(other, one))
                .isNotEqualTo(settings(one))
                .isNotEqualTo(settings(other));
    }
}
