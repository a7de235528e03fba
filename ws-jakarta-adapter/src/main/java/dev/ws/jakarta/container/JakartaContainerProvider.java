package dev.ws.jakarta.container;

import jakarta.websocket.ContainerProvider;
import jakarta.websocket.WebSocketContainer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the container for {@link ContainerProvider#getWebSocketContainer()}: in a web application with our server container
 * that one, elsewhere one client container for all that share this class (specification 2.1.7). Created by the service loader, for each
 * call anew. Any thread.
 */
public final class JakartaContainerProvider extends ContainerProvider {
    private static final Map<ClassLoader, WebSocketContainer> OF_APPLICATIONS = new ConcurrentHashMap<>();

    // Made when first asked for. Its threads end while they have nothing to do, so nobody needs to close it.
    private static final class Shared {
        static final JakartaClientContainer CONTAINER = new JakartaClientContainer();
    }

    /** Creates a provider; for the service loader. */
    public JakartaContainerProvider() {}

    @Override
    protected WebSocketContainer getContainer() {
        WebSocketContainer own = ofApplication(Thread.currentThread().getContextClassLoader());
        return own == null ? Shared.CONTAINER : own;
    }

    private static @Nullable WebSocketContainer ofApplication(@Nullable ClassLoader loader) {
        if (OF_APPLICATIONS.isEmpty()) {
            return null;
        }
        for (ClassLoader next = loader; next != null; next = next.getParent()) {
            WebSocketContainer own = OF_APPLICATIONS.get(next);
            if (own != null) {
                return own;
            }
        }
        return null;
    }

    /** From here on, the container is what code of the application finds, known by its class loader. */
    static void install(ClassLoader application, WebSocketContainer container) {
        OF_APPLICATIONS.put(application, container);
    }

    /** The application ends. */
    static void uninstall(ClassLoader application) {
        OF_APPLICATIONS.remove(application);
    }
}
