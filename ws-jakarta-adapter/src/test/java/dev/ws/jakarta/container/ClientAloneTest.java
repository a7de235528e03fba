package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.WebSocket;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import jakarta.websocket.ContainerProvider;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client needs neither the servlet API nor the server's half of the WebSocket API. */
@Timeout(60)
class ClientAloneTest {
    private static List<URL> classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (Class<?> needed : List.of(
                ClientAlone.class,
                JakartaClientContainer.class,
                ContainerProvider.class,
                WebSocket.class,
                Class.forName("tlschannel.TlsChannel"),
                Class.forName("org.slf4j.Logger"))) {
            urls.add(needed.getProtectionDomain().getCodeSource().getLocation());
        }
        return urls;
    }

    @Test
    @SuppressWarnings("unchecked")
    void connectsWithoutAnythingOfServers() throws Exception {
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> ws.onText(WebSocket::send))
                .listen(ListenOptions.builder().host("127.0.0.1").port(0).build());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader alone =
                new URLClassLoader(classPath().toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> alone.loadClass("jakarta.servlet.ServletContext"))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> alone.loadClass("jakarta.websocket.server.ServerEndpoint"))
                    .isInstanceOf(ClassNotFoundException.class);
            thread.setContextClassLoader(alone);
            UnaryOperator<String> application = (UnaryOperator<String>) alone.loadClass(ClientAlone.class.getName())
                    .getConstructor()
                    .newInstance();
            int port = ((InetSocketAddress) server.address().orElseThrow()).getPort();

            assertThat(application.apply(
                            URI.create("ws://127.0.0.1:" + port + "/").toString()))
                    .isEqualTo("annotated programmatic");
        } finally {
            thread.setContextClassLoader(before);
            server.close();
        }
    }
}
