package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.ws.servlet.WebSocketUpgrade;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JakartaServerContainerTest {
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, String> parameters = new HashMap<>();
    private final ServletContext context = mock(ServletContext.class);
    private JakartaServerContainer container;

    @ServerEndpoint("/one")
    public static class One {}

    @ServerEndpoint("/one")
    public static class OneAgain {}

    @ServerEndpoint("two")
    public static class BadPath {}

    public static class NotAnnotated {}

    @ServerEndpoint("/arguments")
    public static class WithArguments {
        public WithArguments(String argument) {}
    }

    @ServerEndpoint("/hidden")
    static class Hidden {}

    public static class Programmatic extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {}
    }

    @BeforeEach
    void create() throws DeploymentException {
        when(context.getClassLoader()).thenReturn(getClass().getClassLoader());
        when(context.getAttribute(anyString())).thenAnswer(call -> attributes.get(call.<String>getArgument(0)));
        doAnswer(call -> attributes.put(call.getArgument(0), call.getArgument(1)))
                .when(context)
                .setAttribute(anyString(), any());
        when(context.getInitParameter(anyString())).thenAnswer(call -> parameters.get(call.<String>getArgument(0)));
        when(context.getInitParameterNames()).thenAnswer(call -> Collections.enumeration(parameters.keySet()));
        container = JakartaServerContainer.create(context, PlainInstances.INSTANCE, DeploymentOptions.of(context));
    }

    @AfterEach
    void end() {
        container.close();
        WebSocketUpgrade.stop(context);
    }

    private boolean isDeployed(String path) throws IOException, ServletException {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getServerName()).thenThrow(new UnsupportedOperationException("found"));
        try {
            return container.upgrade(path, request, mock(HttpServletResponse.class));
        } catch (UnsupportedOperationException e) {
            return true;
        }
    }

    // E-076
    @Test
    void aClassThatIsSubmittedAgainIsIgnored() throws Exception {
        container.addEndpoint(One.class);
        container.addEndpoint(One.class);

        assertThat(isDeployed("/one")).isTrue();
        assertThat(isDeployed("/two")).isFalse();
    }

    // E-050, E-071
    @Test
    void twoEndpointsAtAPathRemoveAllAtTheStart() throws Exception {
        container.addEndpoint(One.class);

        assertThatThrownBy(() -> container.addEndpoint(OneAgain.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining("/one");

        assertThat(isDeployed("/one")).isFalse();
        assertThatThrownBy(() -> container.addEndpoint(One.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("no endpoint is deployed because of an earlier one: ");
    }

    @Test
    void afterTheStartAnErrorConcernsOneEndpointOnly() throws Exception {
        container.addEndpoint(One.class);
        container.started();

        assertThatThrownBy(() -> container.addEndpoint(BadPath.class)).isInstanceOf(DeploymentException.class);
        container.addEndpoint(ServerEndpointConfig.Builder.create(Programmatic.class, "/{any}/x")
                .build());

        assertThat(isDeployed("/one")).isTrue();
        assertThat(isDeployed("/1/x")).isTrue();
    }

    // E-057
    @Test
    void classesThatCannotServeAreNamed() {
        container.started();

        assertThatThrownBy(() -> container.addEndpoint((Class<?>) null)).isInstanceOf(DeploymentException.class);
        assertThatThrownBy(() -> container.addEndpoint((ServerEndpointConfig) null))
                .isInstanceOf(DeploymentException.class);
        assertThatThrownBy(() -> container.addEndpoint(NotAnnotated.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessage(NotAnnotated.class.getName() + " is not annotated with @ServerEndpoint");
        assertThatThrownBy(() -> container.addEndpoint(WithArguments.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("endpoint class " + WithArguments.class.getName()
                        + " has no public constructor without arguments, or is abstract");
        assertThatThrownBy(() -> container.addEndpoint(Hidden.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("endpoint class " + Hidden.class.getName() + " is not public");
    }

    @Test
    void aBadOptionFailsTheEndpoint() {
        parameters.put("dev.ws.jakarta[/one].dispatch", "later");

        assertThatThrownBy(() -> container.addEndpoint(One.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessageStartingWith("dev.ws.jakarta[/one].dispatch is \"later\"");
    }

    // E-077
    @Test
    void onlyHttpCanBeUpgraded() {
        ServerEndpointConfig config =
                ServerEndpointConfig.Builder.create(Programmatic.class, "/x").build();

        assertThatThrownBy(() -> container.upgradeHttpToWebSocket("request", "response", config, Map.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // E-105
    @Test
    void tomcatsParametersSetTheLimitsOfMessages() throws DeploymentException {
        assertThat(container.getDefaultMaxTextMessageBufferSize()).isEqualTo(104857600);

        parameters.put("org.apache.tomcat.websocket.textBufferSize", "100");
        parameters.put("org.apache.tomcat.websocket.binaryBufferSize", "200");
        JakartaServerContainer limited =
                JakartaServerContainer.create(context, PlainInstances.INSTANCE, DeploymentOptions.of(context));

        assertThat(limited.getDefaultMaxTextMessageBufferSize()).isEqualTo(100);
        assertThat(limited.getDefaultMaxBinaryMessageBufferSize()).isEqualTo(200);
        limited.close();
    }

    // E-022, E-023
    @Test
    void codeOfTheApplicationFindsItsContainer() {
        assertThat(ContainerProvider.getWebSocketContainer()).isSameAs(container);
        container.close();
        assertThat(ContainerProvider.getWebSocketContainer()).isNotSameAs(container);
        assertThatCode(container::close).doesNotThrowAnyException();
    }
}
