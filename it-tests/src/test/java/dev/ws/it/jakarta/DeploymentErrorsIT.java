package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.app.Bad;
import dev.ws.it.jakarta.app.Good;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Applications with one good and one bad endpoint: neither may be served, and somebody has to say why (E-050, E-057 to
 * E-061, E-064, E-071).
 */
@ParameterizedClass(name = "{0}")
@MethodSource("sites")
class DeploymentErrorsIT {
    @Parameter
    Site site; // JUnit thread

    static Stream<Site> sites() {
        return Stream.of(
                new Site(Host.TOMCAT_11, true), new Site(Host.JETTY_EE11, true), new Site(Host.TOMCAT_11, false));
    }

    static Stream<Class<?>> bad() {
        return Stream.of(Bad.class.getDeclaredClasses())
                .sorted((a, b) -> a.getName().compareTo(b.getName()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void nothingIsServed(Class<?> bad) throws Exception {
        WarFolder war = WarFolder.create("bad").classes(Good.class).classOnly(bad);
        String path = "/" + bad.getSimpleName() + (site.ours() ? "-ours" : "-own");
        try (Warnings log = new Warnings()) {
            Assumptions.assumeTrue(site.ours() || bad != Bad.NoConstructor.class, "noticed by connections only");
            boolean started = deploy(path, war);
            try {
                assertThat(Site.handshake(site.port(), path + "/good").status()).isIn(404, 503);
                assertThat(Site.handshake(site.port(), path + "/bad").status()).isIn(404, 503);
            } finally {
                if (started) {
                    site.host().undeploy(path);
                }
            }
            if (site.ours() && site.host().isJetty()) { // Tomcat's own looks first, and may not log
                assertThat(log.text()).contains(bad.getSimpleName());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(classes = Good.class)
    void withoutABadOneAllIsWell(Class<?> good) throws Exception {
        String path = "/fine" + (site.ours() ? "-ours" : "-own");
        assertThat(deploy(path, WarFolder.create("fine").classes(good))).isTrue();
        assertThat(Site.handshake(site.port(), path + "/good").status()).isEqualTo(101);
        site.host().undeploy(path);
    }

    private boolean deploy(String path, WarFolder war) throws IOException {
        if (site.ours()) {
            Wars.addOurs(war, !site.host().hasOwn());
        }
        return site.host().deploy(path, war.path());
    }
}
