package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameters of the bridge. */
class ServletSettingsTest {
    private final ServletContext context = mock(ServletContext.class);

    @Test
    void defaultsAreAutoAndFiveSeconds() {
        ServletSettings settings = ServletSettings.of(context);
        assertThat(settings.transport()).isEqualTo(TransportChoice.AUTO);
        assertThat(settings.stopTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.roles()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"auto, AUTO", "Servlet, SERVLET", "' tomcat ', TOMCAT", "jetty, JETTY", "undertow, UNDERTOW", "'', AUTO"
    })
    void transportsAreNamedWithoutRegardToCase(String value, TransportChoice expected) {
        when(context.getInitParameter("dev.ws.transport")).thenReturn(value);
        assertThat(ServletSettings.of(context).transport()).isEqualTo(expected);
    }

    @Test
    void theServletsOwnParameterWins() {
        when(context.getInitParameter("dev.ws.transport")).thenReturn("jetty");
        assertThat(ServletSettings.of(Map.of("dev.ws.transport", "tomcat")::get, context)
                        .transport())
                .isEqualTo(TransportChoice.TOMCAT);
    }

    @Test
    void anUnknownTransportIsRefusedWithTheChoices() {
        when(context.getInitParameter("dev.ws.transport")).thenReturn("netty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServletSettings.of(context))
                .withMessage("dev.ws.transport is 'netty', must be auto, servlet, tomcat, jetty or undertow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "3601", "soon"})
    void aBadTimeoutIsRefused(String value) {
        when(context.getInitParameter("dev.ws.stopTimeout")).thenReturn(value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServletSettings.of(context))
                .withMessageContaining("seconds from 0 to 3600");
    }

    @ParameterizedTest
    @CsvSource({"authenticated, AUTHENTICATED", "Always, ALWAYS", "' never ', NEVER", "'', AUTHENTICATED"})
    void sessionPoliciesAreNamedWithoutRegardToCase(String value, SessionPolicy expected) { // F-011
        when(context.getInitParameter("dev.ws.sessionPolicy")).thenReturn(value);
        assertThat(ServletSettings.of(context).sessionPolicy()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"never, NEVER", "Message, MESSAGE", "' pong ', PONG", "'', NEVER"})
    void touchesAreNamedWithoutRegardToCase(String value, SessionTouch expected) { // F-015
        when(context.getInitParameter("dev.ws.touchHttpSession")).thenReturn(value);
        assertThat(ServletSettings.of(context).touchHttpSession()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "dev.ws.sessionPolicy, 'must be authenticated, always or never'",
        "dev.ws.touchHttpSession, 'must be never, message or pong'"
    })
    void anUnknownWordIsRefusedWithTheChoices(String name, String choices) {
        when(context.getInitParameter(name)).thenReturn("sometimes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServletSettings.of(context))
                .withMessage(name + " is 'sometimes', " + choices);
    }
}
