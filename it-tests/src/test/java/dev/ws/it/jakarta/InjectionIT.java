package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.WarFolder;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An application with Weld in its libraries: what CDI makes for the adapter, and when it ends (F-040). */
@ParameterizedClass(name = "{0}")
@MethodSource("sites")
class InjectionIT {
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    @Parameter
    Site site; // JUnit thread

    static Stream<Site> sites() {
        return Site.newest();
    }

    private static WarFolder war() throws IOException {
        return Wars.addLibraries(
                WarFolder.create("injected")
                        .packages("injected")
                        .file(
                                "WEB-INF/beans.xml",
                                "<beans xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\""
                                        + " bean-discovery-mode=\"annotated\"/>"),
                "weld");
    }

    private String path() {
        return site.path("injected", InjectionIT::war);
    }

    private RawWebSocket open(String target) throws IOException {
        return RawWebSocket.open(site.port(), path() + target);
    }

    private static String ask(RawWebSocket peer) throws IOException {
        peer.send(WireFrame.text("hi"));
        return Objects.requireNonNull(peer.readMessage()).payloadText();
    }

    private static List<String> numbers(String text) {
        return NUMBER.matcher(text).results().map(MatchResult::group).toList();
    }

    private List<String> journal() throws IOException {
        return Site.get(site.port(), path() + "/journal").body().lines().toList();
    }

    private void awaitEnds(String... notes) throws Exception {
        List<String> expected = List.of(notes);
        Await.until(expected + " in the journal", () -> journal().containsAll(expected));
        assertThat(journal()).as("each once").filteredOn(expected::contains).hasSize(expected.size());
    }

    @Test
    void whatACdiContainerDoesNotKnowIsInjectedAndEndsWithTheConnection() throws Exception {
        List<String> first;
        List<String> second;
        try (RawWebSocket one = open("/plain");
                RawWebSocket other = open("/plain")) {
            String answer = ask(one);
            assertThat(answer).matches("hi in \\d+ endpoint \\d+ out \\d+");
            first = numbers(answer);
            second = numbers(ask(other));
            assertThat(ask(one)).isEqualTo(answer);
            assertThat(Stream.concat(first.stream(), second.stream()))
                    .as("parts of their own")
                    .doesNotHaveDuplicates();
            assertThat(journal()).doesNotContain("endpoint " + first.get(1), "part " + first.get(1));
        }
        for (List<String> numbers : List.of(first, second)) {
            awaitEnds(
                    "part " + numbers.get(0),
                    "part " + numbers.get(1),
                    "part " + numbers.get(2),
                    "endpoint " + numbers.get(1),
                    "encoder " + numbers.get(2));
        }
    }

    @Test
    void configuratorsAreInjected() throws Exception {
        HttpAnswer first = Site.handshake(site.port(), path() + "/plain");
        assertThat(first.status()).isEqualTo(101);
        assertThat(first.header("x-gate")).matches("part \\d+");
        assertThat(Site.handshake(site.port(), path() + "/plain").header("x-gate"))
                .as("one for all")
                .isEqualTo(first.header("x-gate"));
    }

    @Test
    void aDependentBeanEndsWithItsConnection() throws Exception {
        String number;
        try (RawWebSocket one = open("/bean");
                RawWebSocket other = open("/bean")) {
            String answer = ask(one);
            assertThat(answer).matches("hi bean \\d+");
            assertThat(ask(other)).isNotEqualTo(answer);
            number = numbers(answer).get(0);
            one.finish();
            awaitEnds("bean " + number, "part " + number);
            assertThat(ask(other)).startsWith("hi bean");
        }
    }

    @Test
    void aBeanOfTheApplicationServesAllConnections() throws Exception {
        String number;
        try (RawWebSocket one = open("/single");
                RawWebSocket other = open("/single")) {
            number = numbers(ask(one)).get(0);
            assertThat(ask(other)).isEqualTo("hi single " + number + " of 2");
        }
        Await.until("both left", () -> journal().contains("left 0"));
        assertThat(journal()).doesNotContain("part " + number);
    }

    @Test
    void beansOfOpenConnectionsEndWithTheApplication() throws Exception {
        String path = "/injected-briefly";
        System.clearProperty("injected.journal");
        assertThat(site.host()
                        .deploy(path, Wars.addOurs(war(), !site.host().hasOwn()).path()))
                .isTrue();
        try (RawWebSocket peer = RawWebSocket.open(site.port(), path + "/plain")) {
            List<String> numbers = numbers(ask(peer));
            site.host().undeploy(path);
            assertThat(peer.read().closeCode()).isEqualTo(1001);
            assertThat(System.getProperty("injected.journal", "none").lines())
                    .as("before the journal itself")
                    .contains("endpoint " + numbers.get(1), "encoder " + numbers.get(2));
        }
    }
}
