package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.app.Addressed;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import dev.ws.jakarta.container.JakartaClientContainer;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What configurators and listeners of applications do around handshakes and deployment. */
@ParameterizedClass(name = "{0}")
@MethodSource("sites")
class HandshakeAreasIT {
    @Parameter
    Site site; // JUnit thread

    static Stream<Site> sites() {
        return Stream.concat(
                Site.newest(), Stream.of(new Site(Host.TOMCAT_10, true), new Site(Host.JETTY_EE11_MODULE, true)));
    }

    private String path() {
        return site.path(
                "handshakes",
                () -> WarFolder.create("handshakes").packages("handshakes").classes(Addressed.class));
    }

    private String answer(String target) throws Exception {
        try (RawWebSocket peer = RawWebSocket.open(site.port(), path() + target)) {
            peer.send(WireFrame.text("hello"));
            return new String(peer.readMessage().payload(), StandardCharsets.UTF_8);
        }
    }

    /** Keeps the fields of the answer and the first message. */
    private static final class Client extends Endpoint {
        final CompletableFuture<Map<String, List<String>>> fields = new CompletableFuture<>();
        final CompletableFuture<String> received = new CompletableFuture<>();

        ClientEndpointConfig config() {
            return ClientEndpointConfig.Builder.create()
                    .configurator(new ClientEndpointConfig.Configurator() {
                        @Override
                        public void beforeRequest(Map<String, List<String>> headers) {
                            headers.put("Several", List.of("a", "b"));
                        }

                        @Override
                        public void afterResponse(HandshakeResponse response) {
                            fields.complete(response.getHeaders());
                        }
                    })
                    .build();
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String message) {
                    received.complete(message);
                }
            });
            var unused = session.getAsyncRemote().sendText("hello");
        }
    }

    // E-054, E-056
    @Test
    void theFieldsOfTheRequestMayAllBeSentBack() throws Exception {
        try (JakartaClientContainer container = new JakartaClientContainer()) {
            Client client = new Client();
            URI address = URI.create("ws://127.0.0.1:" + site.port() + path() + "/copying/x?second=y&second=z");

            Session session = container.connectToServer(client, client.config(), address);

            assertThat(client.received.get(30, TimeUnit.SECONDS)).isEqualTo("hello");
            Map<String, List<String>> fields = client.fields.get(30, TimeUnit.SECONDS);
            assertThat(String.join(", ", fields.get("SEVERAL"))).isEqualTo("a, b");
            assertThat(String.join(", ", fields.get("second"))).isEqualTo("y, z");
            assertThat(fields.get("First")).containsExactly("x");
            assertThat(fields).doesNotContainKey("forged");
            session.close();
        }
    }

    // E-051, also where the container's own implementation was there first and made them.
    @Test
    void everyEndpointHasAConfiguratorOfItsOwn() throws Exception {
        assertThat(answer("/counting/one")).isNotEmpty();
        assertThat(answer("/counting/two")).isEqualTo("2");
    }

    // E-041
    @Test
    void theUserPropertiesOfAConnectionAreThoseOfItsApplication() throws Exception {
        assertThat(answer("/properties")).isEqualTo("2 [first, third]");
        assertThat(answer("/properties")).isEqualTo("2 [first, third]");
    }

    @Test
    void theConfiguratorIsAskedAboutEveryHandshake() throws Exception {
        assertThat(answer("/configured")).isNotEmpty();
        assertThat(answer("/configured")).isEqualTo("extensions true []; origin null; subprotocol [a, b] []; ");

        assertThat(Site.handshake(site.port(), path() + "/configured", "Origin: http://stranger.org")
                        .status())
                .isEqualTo(403);
        assertThat(Site.handshake(
                                site.port(),
                                path() + "/configured",
                                "Origin: http://friend.org",
                                "Sec-WebSocket-Protocol: b, c",
                                "Sec-WebSocket-Extensions: x, permessage-deflate")
                        .status())
                .isEqualTo(101);

        assertThat(answer("/configured"))
                .startsWith(
                        "extensions true []; origin http://stranger.org; "
                                + "extensions true [x, permessage-deflate]; origin http://friend.org; subprotocol [a, b] [b, c]; ");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "/x?q={%22a%22:[1]} /x q=%7B%22a%22:[1]%7D [{\"a\":[1]}]",
                "/x?q=a|b /x q=a%7Cb [a|b]",
                "/x?q=50% /x q=50%25 [50%]",
                "/x?q=%zz&q=^`\\ /x q=%25zz&q=%5E%60%5C [%zz,^`\\]",
                "/x?q=<\"> /x q=%3C%22%3E [<\">]",
                "/x?q=%FF /x q=%FF [\ufffd]",
                "/x;%;{|?q=1 /x;%25;%7B%7C q=1 [1]"
            })
    void queriesThatBrowsersSendRawAreAccepted(String target, String path, String query, String value)
            throws Exception {
        assertThat(answer("/asked" + target).replace(", ", ","))
                .isEqualTo(path + " " + query + " " + target.substring(target.indexOf('?') + 1) + " " + value);
    }

    // E-057
    @Test
    void anEndpointThatAListenerCannotAddTakesTheOthersWithIt() throws Exception {
        String path = site.path("late", () -> WarFolder.create("late").packages("late"));

        for (String target : new String[] {"/right", "/wrong", "/other"}) {
            assertThat(Site.handshake(site.port(), path + target).status())
                    .as(target)
                    .isEqualTo(404);
        }
    }
}
