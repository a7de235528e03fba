package dev.ws.it.browser;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.KeyStores;
import dev.ws.it.wire.Prerequisite;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of the examples that shows which HTTP carries its connection, on Jetty as the runner sets it up with TLS. */
class Http2PagesIT {
    private Chromium browser; // JUnit thread

    @BeforeEach
    void start() throws Exception {
        browser = Chromium.start();
    }

    @AfterEach
    void stop() throws Exception {
        browser.close();
    }

    @ParameterizedTest
    @CsvSource({
        "JETTY_EE11, default,         HTTP/2.0",
        "JETTY_EE10, default,         HTTP/2.0",
        "JETTY_EE11, without-connect, HTTP/1.1",
        "JETTY_EE10, without-connect, HTTP/1.1",
    })
    void thePageByHttp2ShowsWhatCarriesItsWebSocket(ContainerKind kind, String http2, String expected)
            throws Exception {
        Container container = Container.start(
                kind,
                Prerequisite.target().resolve("war/examples.war"),
                Map.of("keys", KeyStores.shared().toString(), "http2", http2));
        try {
            shows("https://127.0.0.1:" + container.securePort(), "h2", expected);
            shows("http://127.0.0.1:" + container.port(), "http/1.1", "HTTP/1.1");
        } finally {
            container.stop();
        }
    }

    /** Opens the page, and looks at the servlet's answer and at that of the {@code @ServerEndpoint}. */
    private void shows(String site, String page, String webSocket) throws Exception {
        Chromium.Tab tab = browser.open(site + "/whoami.html");
        tab.waitForText("#page-http", page);
        tab.waitForText("#state", "open");
        tab.waitForText("#http", webSocket);
        tab.waitForText("#client", "127.0.0.1");
        tab.screenshot("whoami-" + page.replace('/', '-'));
        tab.click("#disconnect");
        tab.waitForText("#state", "closed 1000");

        tab.evaluate("document.querySelector('#http').textContent = '-'");
        tab.evaluate("document.querySelector('#client').textContent = '-'");
        tab.evaluate("document.querySelector('#endpoint').value = 'jakarta/whoami'");
        tab.evaluate("document.querySelector('#endpoint').dispatchEvent(new Event('change'))");
        tab.waitForText("#http", webSocket);
        tab.waitForText("#state", "open");
        tab.waitForText("#client", "127.0.0.1");
        tab.click("#disconnect");
        tab.waitForText("#state", "closed 1000");
    }
}
