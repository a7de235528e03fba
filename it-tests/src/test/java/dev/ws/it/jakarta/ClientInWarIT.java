package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.HttpAnswer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The container that code of a web application gets from {@code ContainerProvider} (E-044, E-075). */
class ClientInWarIT {
    static Stream<Site> sites() {
        return Stream.concat(
                Site.newestOfBoth(), Stream.of(new Site(Host.TOMCAT_10, true), new Site(Host.JETTY_EE11_MODULE, true)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sites")
    void aServletConnectsToItsOwnApplication(Site site) throws IOException {
        HttpAnswer answer = Site.get(site.port(), site.path("peers", EchoSite::peersWar) + "/inside");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith(site.ours() ? "dev.ws.jakarta.container." : "org.")
                .endsWith(" annotated programmatic");
    }
}
