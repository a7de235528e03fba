package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.Dispatch;
import dev.ws.HandlerErrors;
import dev.ws.WebSocketOptions;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.jakarta.EndpointOptions;
import jakarta.websocket.DeploymentException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentOptionsTest {
    private final Map<String, String> parameters = new HashMap<>();
    private final DeploymentOptions options = new DeploymentOptions(parameters::get);

    static final class Bare {}

    @EndpointOptions(heartbeat = "10s", compression = "on")
    static final class Annotated {}

    @EndpointOptions(heartbeat = "soon")
    static final class BadlyAnnotated {}

    @Test
    void withoutParametersTheDefaultsOfJakartaApply() throws DeploymentException {
        EndpointSettings settings = options.settings("/chat", Bare.class);

        assertThat(settings.webSocket())
                .isEqualTo(WebSocketOptions.builder()
                        .dispatch(Dispatch.AUTO)
                        .handlerErrors(HandlerErrors.REPORT)
                        .maxPayload(0)
                        .build());
        assertThat(settings.deflate()).isEqualTo(DeflateOptions.DEFAULT);
        assertThat(settings.compression()).isNull();
        assertThat(settings.maxTextMessage()).isNull();
        assertThat(settings.idleTimeout()).isNull();
    }

    @Test
    void thePathCountsMoreThanTheAnnotationAndThatMoreThanTheParameterForAll() throws DeploymentException {
        parameters.put("dev.ws.jakarta.heartbeat", "30s");
        assertThat(heartbeat("/chat", Bare.class)).hasSeconds(30);
        assertThat(heartbeat("/chat", Annotated.class)).hasSeconds(10);

        parameters.put("dev.ws.jakarta[/chat/{room}].heartbeat", "0");
        assertThat(heartbeat("/chat/{room}", Annotated.class)).isZero();
        assertThat(heartbeat("/chat", Annotated.class)).hasSeconds(10);
        assertThat(options.namesPath("/chat/{room}")).isTrue();
        assertThat(options.namesPath("/chat")).isFalse();
    }

    private Duration heartbeat(String path, Class<?> endpoint) throws DeploymentException {
        return options.settings(path, endpoint).webSocket().heartbeat();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "compression, off",
        "compressionLevel, -1",
        "compressionThreshold, 4k",
        "compressionThresholdAlways, true",
        "compressionHistory, 32k",
        "compressionServerWindowBits, 12",
        "compressionClientWindowBits, 15",
        "compressionServerNoContextTakeover, TRUE",
        "compressionClientNoContextTakeover, false",
        "heartbeat, 500ms",
        "expectPing, 5m",
        "idleTimeout, 1h",
        "closeTimeout, 0",
        "writeTimeout, ' 30s '",
        "sendTimeout, 1s",
        "maxPayload, 1m",
        "maxTextMessage, 65536",
        "maxBinaryMessage, 1m",
        "maxFragments, 100",
        "maxFrameBytes, 1M",
        "autoFragmentBytes, 64k",
        "highWaterBytes, 1",
        "outboundPolicy, drop",
        "outboundLimit, 64k",
        "origin, same-origin",
        "origin, 'https://a.org, http://b.org:8080'",
        "maxConnections, 0",
        "dispatch, inline",
        "closeWithoutCode, 1000"
    })
    void valuesAreTakenFromParameters(String name, String value) throws DeploymentException {
        EndpointSettings before = options.settings("/", Bare.class);
        DeploymentOptions.requireKnown(List.of("dev.ws.jakarta." + name, "dev.ws.jakarta[/a/{b}]." + name));

        parameters.put("dev.ws.jakarta." + name, value);

        EndpointSettings after = options.settings("/", Bare.class);
        if (!List.of("-1", "0", "15").contains(value) || name.equals("maxPayload") || name.equals("closeTimeout")) {
            assertThat(after).isNotEqualTo(before);
        }
    }

    @ParameterizedTest(name = "{0} = {1}: {2}")
    @CsvSource({
        "compression, yes, must be on or off",
        "compressionThresholdAlways, on, must be true or false",
        "compressionLevel, 10, must be a number from -1 to 9",
        "compressionLevel, fast, must be a number from -1 to 9",
        "compressionHistory, 64k, 'compressionHistory is 65536, must be 0 to 32768'",
        "compressionServerWindowBits, 7, must be a number from 8 to 15",
        "heartbeat, 30, 'must be a time such as 500ms, 30s, 5m or 1h, or 0 for none'",
        "sendTimeout, 0, sendTimeout must be above zero",
        "maxPayload, -1, 'must be a number of bytes, such as 65536, 64k or 1m'",
        "maxTextMessage, 2048m, must be at most 2147483647 bytes",
        "highWaterBytes, 0, highWaterBytes must be above zero",
        "origin, nowhere, '\"nowhere\" is no origin'",
        "dispatch, later, 'must be auto, inline or executor'",
        "closeWithoutCode, 1001, must be 1005 or 1000",
        "closeWithoutCode, none, must be 1005 or 1000"
    })
    void badValuesFailTheDeployment(String name, String value, String message) {
        parameters.put("dev.ws.jakarta." + name, value);

        assertThatThrownBy(() -> options.settings("/", Bare.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("dev.ws.jakarta." + name + " is \"" + value + "\": " + message);
    }

    @Test
    void aBadValueOfAnAnnotationNamesTheClass() {
        assertThatThrownBy(() -> options.settings("/", BadlyAnnotated.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("@EndpointOptions(heartbeat) of " + BadlyAnnotated.class.getName()
                        + " is \"soon\": must be a time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.ws.jakarta.typo",
                "dev.ws.jakarta[/chat].typo",
                "dev.ws.jakarta[/chat].sessionPolicy",
                "dev.ws.jakarta[chat].heartbeat",
                "dev.ws.jakarta[/chat]",
                "dev.ws.jakartaX"
            })
    void unknownNamesFailTheDeployment(String name) {
        assertThatThrownBy(() -> DeploymentOptions.requireKnown(List.of("other", name)))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith(
                        "there is no option \"" + name + "\"; there are dev.ws.jakarta.sessionPolicy, and")
                .hasMessageContaining("compression, compressionLevel");
    }

    @Test
    void otherNamesAreNotLookedAt() {
        assertThatCode(() -> DeploymentOptions.requireKnown(
                        List.of("dev.ws.transport", "dev.ws.jakarta", "dev.ws.jakarta.sessionPolicy", "spring.x")))
                .doesNotThrowAnyException();
    }

    @Test
    void theSwitchIsOnUnlessItSaysOff() throws DeploymentException {
        assertThat(options.enabled()).isTrue();
        parameters.put("dev.ws.jakarta", " ");
        assertThat(options.enabled()).isTrue();
        parameters.put("dev.ws.jakarta", "off");
        assertThat(options.enabled()).isFalse();
        parameters.put("dev.ws.jakarta", "no");
        assertThatThrownBy(options::enabled).hasMessage("dev.ws.jakarta is \"no\": must be on or off");
    }

    // E-105
    @Test
    void tomcatsBufferSizesAreUnderstood() throws DeploymentException {
        assertThat(options.tomcatBufferSize("text")).isNull();
        parameters.put("org.apache.tomcat.websocket.textBufferSize", "16384");
        assertThat(options.tomcatBufferSize("text")).isEqualTo(16384);
        assertThat(options.tomcatBufferSize("binary")).isNull();
        parameters.put("org.apache.tomcat.websocket.binaryBufferSize", "big");
        assertThatThrownBy(() -> options.tomcatBufferSize("binary"))
                .hasMessage(
                        "org.apache.tomcat.websocket.binaryBufferSize is \"big\": must be a number from 1 to 2147483647");
    }

    @Test
    void theAnnotationHasAMemberForEveryOption() {
        assertThat(Arrays.stream(EndpointOptions.class.getDeclaredMethods()).map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Option.values()).map(Option::key).toList());
    }
}
