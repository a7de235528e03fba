package dev.ws.it.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.Wars;
import dev.ws.it.node.NodeScript;
import dev.ws.it.wire.KeyStores;
import dev.ws.it.wire.Prerequisite;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jetty 12.1 with ee10 and ee11 at once and HTTP/2, over TLS and without, with and without its own WebSocket. */
class JettyHttp2DistributionIT {
    private static final String MODULES =
            "http2c,ssl,https,http2," + "ee10-deploy,ee10-annotations,ee11-deploy,ee11-annotations";
    private static final String ITS_OWN = ",ee10-websocket-jakarta,ee11-websocket-jakarta";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWarWithOurJarsIsReachedByEveryVersionOfHttp(boolean withItsOwn) throws Exception {
        List<Path> files = new ArrayList<>();
        List<String> paths = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String environment : new String[] {"ee10", "ee11"}) {
            Path war = war(environment, !withItsOwn);
            files.add(war);
            files.add(Files.writeString(war.resolveSibling(environment + ".properties"), "environment=" + environment));
            for (String path : new String[] {"/servlet/echo", "/text/string", "/binary/stream"}) {
                paths.add("/" + environment + path);
                expected.add("/" + environment + path + " echoed and closed");
            }
            paths.add("/" + environment + "/secured/whoami");
            expected.add("/" + environment + "/secured/whoami status 403");
        }
        try (Distribution server = Distribution.jetty(
                Path.of(System.getProperty("it.jetty")),
                withItsOwn ? MODULES + ITS_OWN : MODULES,
                "jetty-http2",
                List.of(
                        "jetty.ssl.host=127.0.0.1",
                        "jetty.ssl.port=0",
                        "jetty.sslContext.keyStorePath=" + KeyStores.shared(),
                        "jetty.sslContext.keyStorePassword=changeit"),
                files.toArray(new Path[0]))) {
            expected.add(0, "protocol h2, extended CONNECT true");
            assertThat(node("https://localhost:" + server.securePort(), paths)).isEqualTo(expected);
            expected.set(0, "protocol h2c, extended CONNECT true");
            assertThat(node("http://localhost:" + server.port(), paths)).isEqualTo(expected);
            for (String path : List.of("/ee10/servlet/echo", "/ee11/servlet/echo", "/ee11/text/string")) {
                echoes(RawWebSocket.open(server.port(), path));
                RawWebSocket secure = RawWebSocket.connect(server.securePort(), 0, KeyStores.context());
                secure.shakeHands(server.securePort(), path);
                echoes(secure);
            }
            assertThat(server.log()
                            .lines()
                            .filter(line ->
                                    DistributionContract.TROUBLE.matcher(line).find()))
                    .isEmpty();
        }
    }

    private static Path war(String name, boolean withApi) throws IOException {
        WarFolder war = Wars.plain().packages("dev.ws.it.http2.app");
        return Wars.addOurs(war, withApi)
                .pack(Prerequisite.target().resolve("strangers").resolve(name + ".war"));
    }

    private static List<String> node(String url, List<String> paths) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(url));
        arguments.addAll(paths);
        List<String> lines = new ArrayList<>();
        try (NodeScript script = NodeScript.start("http2.js", arguments.toArray(new String[0]))) {
            assertThat(script.run(lines::add)).isZero();
        }
        return lines;
    }

    private static void echoes(RawWebSocket peer) throws IOException {
        peer.send(WireFrame.text("HTTP/1.1"));
        assertThat(peer.readMessage()).isEqualTo(WireFrame.text("HTTP/1.1"));
        StrangersWar.finishes(peer);
    }
}
