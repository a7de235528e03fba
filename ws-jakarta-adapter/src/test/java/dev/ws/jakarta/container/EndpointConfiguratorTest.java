package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.jakarta.InstanceProvider;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"UnnecessaryLambda", "UnnecessaryStringBuilder"
}) // a supplier is what is asked for; builders are only objects here
class EndpointConfiguratorTest {
    private final Extension first = new NegotiableExtension("first", List.of());
    private final Extension second = new NegotiableExtension("second", List.of());

    public static class Silent extends Configurator {}

    /** Must not be asked. */
    public static class Forbidden extends Configurator {
        @Override
        public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
            throw new AssertionError("asked");
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            throw new AssertionError("asked");
        }

        @Override
        public boolean checkOrigin(String originHeaderValue) {
            throw new AssertionError("asked");
        }

        @Override
        public <T> T getEndpointInstance(Class<T> endpointClass) {
            throw new AssertionError("asked");
        }
    }

    public static class Own extends Configurator {
        @Override
        public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
            return "own";
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            return List.of();
        }

        @Override
        public boolean checkOrigin(String originHeaderValue) {
            return false;
        }

        @Override
        public void modifyHandshake(ServerEndpointConfig sec, HandshakeRequest request, HandshakeResponse response) {
            throw new IllegalStateException("asked");
        }

        @Override
        public <T> T getEndpointInstance(Class<T> endpointClass) throws InstantiationException {
            return endpointClass.cast(new StringBuilder("own"));
        }
    }

    /** Like an application that goes on with the default instance. */
    public static class Wrapping extends Own {
        @Override
        public <T> T getEndpointInstance(Class<T> endpointClass) throws InstantiationException {
            return DefaultConfigurator.INSTANCE.getEndpointInstance(endpointClass);
        }
    }

    // E-051, E-052
    @Test
    void whatAnApplicationLeavesOutIsDoneAsTheSpecificationSays() throws InstantiationException {
        for (Class<? extends Configurator> type :
                List.of(Silent.class, Configurator.class, DefaultConfigurator.class)) {
            EndpointConfigurator configurator = new EndpointConfigurator(type, Forbidden::new);

            assertThat(configurator.subprotocol(List.of("c", "b", "a"), List.of("x", "a", "b")))
                    .isEqualTo("a");
            assertThat(configurator.subprotocol(List.of("b"), List.of("c"))).isEmpty();
            assertThat(configurator.extensions(List.of(first, second), List.of(second, first)))
                    .containsExactly(second, first);
            assertThat(configurator.extensions(List.of(first), List.of(second, first)))
                    .containsExactly(first);
            assertThat(configurator.checkOrigin("https://a.org")).isTrue();
            assertThat(configurator.makesInstances()).isFalse();
            assertThat(configurator.endpointInstance(StringBuilder.class, PlainInstances.INSTANCE))
                    .isInstanceOf(StringBuilder.class);
        }
    }

    // E-051
    @Test
    void anInstanceIsMadeOnlyWhenItIsWantedOrHasSomethingToSay() {
        AtomicInteger made = new AtomicInteger();
        EndpointConfigurator configurator = new EndpointConfigurator(Silent.class, () -> {
            made.incrementAndGet();
            return new Silent();
        });
        configurator.checkOrigin(null);
        assertThat(made).hasValue(0);

        configurator.make();

        assertThat(made).hasValue(1);
    }

    @Test
    void whatAnApplicationAnswersCounts() throws InstantiationException {
        EndpointConfigurator configurator = new EndpointConfigurator(Own.class, Own::new);

        assertThat(configurator.subprotocol(List.of("b"), List.of("b"))).isEqualTo("own");
        assertThat(configurator.extensions(List.of(first), List.of(first))).isEmpty();
        assertThat(configurator.checkOrigin(null)).isFalse();
        assertThat(configurator.makesInstances()).isTrue();
        assertThat(configurator.endpointInstance(StringBuilder.class, PlainInstances.INSTANCE))
                .asString()
                .isEqualTo("own");
    }

    // E-055
    @Test
    void theDefaultInstanceIsTheContainers() throws InstantiationException {
        EndpointConfigurator configurator = new EndpointConfigurator(Wrapping.class, Wrapping::new);
        InstanceProvider instances = new InstanceProvider() {
            @Override
            public <T> T create(Class<T> type) {
                return type.cast(new StringBuilder("injected"));
            }
        };

        assertThat(configurator.endpointInstance(StringBuilder.class, instances))
                .asString()
                .isEqualTo("injected");
        assertThat(DefaultConfigurator.INSTANCE.getEndpointInstance(StringBuilder.class))
                .asString()
                .isEmpty();
    }

    @Test
    void anInstanceThatCannotBeMadeSaysWhy() {
        assertThatThrownBy(() -> DefaultConfigurator.INSTANCE.getEndpointInstance(Runnable.class))
                .isInstanceOf(InstantiationException.class)
                .hasMessageContaining("java.lang.Runnable");
    }

    // E-085
    @Test
    void defaultConfiguratorsAreAllTheSame() {
        assertThat(new DefaultConfigurator())
                .isEqualTo(DefaultConfigurator.INSTANCE)
                .hasSameHashCodeAs(DefaultConfigurator.INSTANCE)
                .hasToString(DefaultConfigurator.INSTANCE.toString());
    }
}
