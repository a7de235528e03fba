package dev.ws.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.KeyStores;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A browser and containers that speak HTTP/2 but do not announce extended CONNECT (RFC 8441 section 3): the page comes
 * by HTTP/2, and the browser opens the page's WebSocket on a connection of its own, by HTTP/1.1.
 */
class Http2FallbackIT {
    private static final String TALK = """
            (said = '', async () => {
              const said = [];
              for (const path of ['/auto/facts', '/auto/echo', '/servlet/echo']) {
                const ws = new WebSocket('wss://' + location.host + path);
                said.push(await new Promise((resolve, reject) => {
                  ws.onopen = () => ws.send('hello ' + path);
                  ws.onerror = () => reject(path + ' was refused');
                  ws.onmessage = ({ data }) => resolve(/version=.*/.exec(data)?.[0] ?? data);
                }));
                ws.close(1000);
                said.push(await new Promise((resolve) => { ws.onclose = ({ code }) => resolve(code); }));
              }
              return said.join(', ');
            })().then((answer) => { said = answer; }, (error) => { said = 'failed: ' + error; })""";

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT_10", "TOMCAT_10_NIO2", "TOMCAT_11", "TOMCAT_11_NIO2", "UNDERTOW"})
    void aPageByHttp2GetsItsWebSocketsByHttp1(ContainerKind kind) throws Exception {
        Container container =
                Container.start(kind, Map.of("keys", KeyStores.shared().toString(), "http2", "default"));
        try (Chromium browser = Chromium.start()) {
            Chromium.Tab tab = browser.open("https://127.0.0.1:" + container.securePort() + "/mirror");
            assertThat(tab.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol"))
                    .isEqualTo("h2");

            tab.evaluate(TALK);
            tab.waitFor("said");

            assertThat(tab.evaluate("said"))
                    .isEqualTo("version=HTTP/1.1, 1000, hello /auto/echo, 1000, hello /servlet/echo, 1000");
        } finally {
            container.stop();
        }
    }
}
