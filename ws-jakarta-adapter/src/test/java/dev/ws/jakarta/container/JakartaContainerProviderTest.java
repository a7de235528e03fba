package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** E-022, E-023. */
class JakartaContainerProviderTest {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void thereIsOneContainerForAll() {
        WebSocketContainer container = ContainerProvider.getWebSocketContainer();

        assertThat(container).isInstanceOf(JakartaClientContainer.class);
        assertThat(ContainerProvider.getWebSocketContainer()).isSameAs(container);
    }

    @Test
    void anApplicationFindsItsOwn() throws Exception {
        WebSocketContainer shared = ContainerProvider.getWebSocketContainer();
        try (URLClassLoader application = new URLClassLoader(new URL[0], before);
                URLClassLoader page = new URLClassLoader(new URL[0], application);
                JakartaClientContainer own = new JakartaClientContainer(PlainInstances.INSTANCE, null)) {
            JakartaContainerProvider.install(application, own);
            assertThat(ContainerProvider.getWebSocketContainer()).isSameAs(shared);
            Thread.currentThread().setContextClassLoader(page);
            assertThat(ContainerProvider.getWebSocketContainer()).isSameAs(own);

            JakartaContainerProvider.uninstall(application);
            assertThat(ContainerProvider.getWebSocketContainer()).isSameAs(shared);
        }
    }
}
