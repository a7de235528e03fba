package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.ws.extension.ExtensionOffer;
import dev.ws.jakarta.session.OpenSessions;
import dev.ws.jakarta.session.SessionLimits;
import dev.ws.server.Decision;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a handshake asks the application's configurator. */
class OpeningTest {
    private final HttpServletRequest request = mock();

    /** Notes what it is asked, and refuses one origin. */
    public static class Asked extends ServerEndpointConfig.Configurator {
        final List<String> questions = new ArrayList<>();

        @Override
        public boolean checkOrigin(String origin) {
            questions.add("origin " + origin);
            return !"http://stranger.org".equals(origin);
        }

        @Override
        public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
            questions.add("subprotocol " + requested);
            return requested.isEmpty() ? "" : requested.get(0);
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            questions.add(
                    "extensions " + requested.stream().map(Extension::getName).toList());
            return requested;
        }
    }

    @ServerEndpoint("/one")
    public static class One {
        @OnMessage
        public void message(String text) {}
    }

    private Opening opening(Asked configurator) throws DeploymentException {
        when(request.getRequestURI()).thenReturn("/one");
        when(request.getHeaderNames()).thenReturn(Collections.emptyEnumeration());
        JakartaServerContainer container = mock();
        when(container.getInstalledExtensions()).thenReturn(Set.of());
        ServerEndpointConfig config = ServerEndpointConfig.Builder.create(One.class, "/one")
                .configurator(configurator)
                .build();
        return new Opening(
                container,
                Deployed.of(config, PlainInstances.INSTANCE),
                OpenSessions::new,
                new SessionLimits(0, 0, 0, 0),
                () -> {},
                Map.of(),
                request);
    }

    @ParameterizedTest
    @CsvSource({", true", "http://friend.org, true", "http://stranger.org, false"})
    void theConfiguratorDecidesAboutTheOrigin(@Nullable String origin, boolean welcome) throws Exception {
        when(request.getServerName()).thenReturn("h");
        Asked configurator = new Asked();

        Decision decision = opening(configurator).verify(origin, null);

        assertThat(decision).isEqualTo(welcome ? Decision.accept() : Decision.reject(403));
        assertThat(configurator.questions).contains("origin " + origin);
    }

    @Test
    void aClientThatOffersNothingIsJudgedToo() throws Exception {
        when(request.getServerName()).thenReturn("h");
        Asked configurator = new Asked();

        opening(configurator).verify(null, null);

        assertThat(configurator.questions).containsExactly("extensions []", "origin null", "subprotocol []");
    }

    @Test
    void offersAreJudgedOnce() throws Exception {
        when(request.getServerName()).thenReturn("h");
        Asked configurator = new Asked();
        Opening opening = opening(configurator);
        List<ExtensionOffer> offers = List.of(ExtensionOffer.of("x"));

        assertThat(opening.extensions(offers)).isEqualTo(offers);
        opening.verify(null, "b, c");

        assertThat(configurator.questions).containsExactly("extensions [x]", "origin null", "subprotocol [b, c]");
        assertThat(opening.subprotocol()).isEqualTo("b");
    }

    @Test
    void anAddressThatIsNoneIsRefusedBeforeTheApplicationIsAsked() throws Exception {
        when(request.getServerName()).thenReturn("{h}");
        Asked configurator = new Asked();

        assertThat(opening(configurator).verify(null, null)).isInstanceOf(Decision.Reject.class);
        assertThat(configurator.questions).isEmpty();
    }
}
