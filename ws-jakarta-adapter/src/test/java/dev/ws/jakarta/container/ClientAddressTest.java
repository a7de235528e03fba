package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.client.ScriptedServer;
import dev.ws.client.TestProxy;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which request becomes of the address given to {@code connectToServer}. */
@Timeout(60)
class ClientAddressTest {
    private final JakartaClientContainer container = new JakartaClientContainer(PlainInstances.INSTANCE, null);

    @AfterEach
    void end() {
        container.close();
    }

    private static final class Silent extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            // says nothing
        }
    }

    @Test
    void hostsMayBeInAnyScript() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo());
                TestProxy proxy = new TestProxy(Proxy.Type.HTTP, null)) {
            InetSocketAddress address = (InetSocketAddress) proxy.proxy().address();
            ClientEndpointConfig config = ClientEndpointConfig.Builder.create().build();
            config.getUserProperties().put("org.glassfish.tyrus.client.proxy", "http://127.0.0.1:" + address.getPort());
            String host = "xn--mnchen-3ya.example:" + server.port();
            URI typed = URI.create("ws://münchen.example:" + server.port() + "/ä/../b'c?d'e");
            try (Session session = container.connectToServer(new Silent(), config, typed)) {
                assertThat(session.getRequestURI()).isEqualTo(URI.create("ws://" + host + "/b'c?d%27e"));
                assertThat(session.getQueryString()).isEqualTo("d%27e");
            }
            assertThat(proxy.requests()).containsExactly("CONNECT " + host + " HTTP/1.1");
            assertThat(server.request()).startsWith("GET /b'c?d%27e HTTP/1.1\r\nHost: " + host + "\r\n");
        }
    }

    @Test
    void redirectsMayHoldWhatNoUriHolds() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.redirect("/a|b c?d|{e}"), ScriptedServer.echo())) {
            ClientEndpointConfig config = ClientEndpointConfig.Builder.create().build();
            config.getUserProperties().put("org.glassfish.tyrus.client.http.redirect", true);
            try (Session session = container.connectToServer(new Silent(), config, URI.create(server.url("/")))) {
                assertThat(session.getRequestURI()).isEqualTo(URI.create(server.url("/a%7Cb%20c?d%7C%7Be%7D")));
            }
            server.request();
            assertThat(server.request()).startsWith("GET /a|b%20c?d|{e} HTTP/1.1\r\n");
        }
    }

    @Test
    void refusalsNameTheAddress() {
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create().build();

        assertThatThrownBy(() -> container.connectToServer(new Silent(), config, URI.create("ws://h/#a")))
                .isInstanceOf(DeploymentException.class)
                .hasMessage("cannot connect to ws://h/#a: The URL contains a fragment identifier");
    }
}
