package dev.ws.jakarta.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import dev.ws.jakarta.InstanceProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerContainer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scanned.Application;

/** E-075. */
class EndpointScanTest {
    private final ServerContainer container = mock(ServerContainer.class);
    private final InstanceProvider instances = new InstanceProvider() {
        @Override
        public <T> T create(Class<T> type) throws InstantiationException {
            try {
                return type.getConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                throw new InstantiationException(type.getName());
            }
        }
    };

    @BeforeEach
    void forget() {
        Application.offered.clear();
    }

    private void deploy(Class<?>... classes) throws DeploymentException {
        new EndpointScan(List.of(classes)).deploy(container, instances);
    }

    @Test
    void withoutConfigurationsAllAnnotatedClassesAreDeployed() throws DeploymentException {
        deploy(Application.One.class, Application.Two.class, Application.Programmatic.class);

        verify(container).addEndpoint(Application.One.class);
        verify(container).addEndpoint(Application.Two.class);
        verifyNoMoreInteractions(container);
    }

    // E-064
    @Test
    void othersAreSkipped() throws DeploymentException {
        deploy(
                Application.hidden(),
                Application.AbstractOne.class,
                Application.SubclassOfOne.class,
                ServerApplicationConfig.class,
                Endpoint.class);

        verifyNoMoreInteractions(container);
    }

    @Test
    void withConfigurationsTheUnionOfTheirAnswersIsDeployed() throws DeploymentException {
        deploy(
                Application.One.class,
                Application.Two.class,
                Application.Programmatic.class,
                Application.FirstConfig.class,
                Application.SecondConfig.class);

        verify(container).addEndpoint(Application.One.class);
        verify(container).addEndpoint(Application.CONFIG);
        verifyNoMoreInteractions(container);
        assertThat(new HashSet<Object>(Application.offered))
                .isEqualTo(Set.of(Application.One.class, Application.Two.class, Application.Programmatic.class));
    }

    @Test
    void aConfigurationThatCannotBeMadeFailsTheDeployment() {
        assertThatThrownBy(() -> deploy(Application.ConfigWithArguments.class))
                .isInstanceOf(DeploymentException.class)
                .hasMessageContaining(Application.ConfigWithArguments.class.getName());
        verifyNoMoreInteractions(container);
    }
}
