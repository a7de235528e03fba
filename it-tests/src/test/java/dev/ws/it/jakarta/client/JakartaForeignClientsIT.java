package dev.ws.it.jakarta.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.jakarta.EchoSite;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Jakarta clients of others with annotated endpoints on the adapter (E-040, E-046, E-051, E-056, E-081). */
@ParameterizedClass(name = "{0} with {1}")
@MethodSource("pairs")
class JakartaForeignClientsIT {
    private static final Map<String, Function<String, Object>> LOADED = new HashMap<>(); // JUnit thread

    /** Whose client it is. */
    enum Client {
        TOMCAT("tomcat", "org.apache.tomcat."),
        JETTY("jetty", "org.eclipse.jetty."),
        TYRUS("tyrus", "org.glassfish.tyrus.");

        private final String folder;
        private final String packages;

        Client(String folder, String packages) {
            this.folder = folder;
            this.packages = packages;
        }

        /** The client in class loaders of its own. */
        Function<String, Object> load(String base) throws URISyntaxException {
            Path assertions = Path.of(Assertions.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Container.load(
                    List.of(Path.of("target", "foreign", folder), assertions),
                    "dev.ws.it.jakarta.client.foreign.Scenarios",
                    this == TYRUS
                            ? Map.of(
                                    "base",
                                    base,
                                    "deflate",
                                    "org.glassfish.tyrus.ext.extension.deflate.PerMessageDeflateExtension")
                            : Map.of("base", base));
        }
    }

    @Parameter(0)
    Client client; // JUnit thread

    @Parameter(1)
    EchoSite site; // JUnit thread

    static Stream<Arguments> pairs() {
        return Stream.of(Client.values())
                .flatMap(client -> Stream.of(EchoSite.values()).map(site -> Arguments.of(client, site)));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "lengths",
                "parts",
                "streams",
                "pings",
                "facts",
                "compression",
                "closing by the client",
                "closing by the server",
                "many"
            })
    void theClientAndTheEndpointAgree(String scenario) throws URISyntaxException {
        String pair = client + " with " + site;
        Function<String, Object> scenarios = LOADED.get(pair);
        if (scenarios == null) {
            scenarios = client.load("ws://127.0.0.1:" + site.port() + site.peers());
            LOADED.put(pair, scenarios);
        }
        assertThat(scenarios.apply(scenario).toString()).startsWith(client.packages);
    }
}
