package dev.ws.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.KeyStores;
import dev.ws.it.wire.Prerequisite;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages of the examples on embedded Jetty, used as a person uses them, with both versions of HTTP. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"http/1.1", "h2"})
class ExamplePagesIT {
    @Parameter
    String protocol; // JUnit thread

    private Container server; // JUnit thread
    private Chromium browser; // JUnit thread

    @BeforeEach
    void start() throws Exception {
        browser = Chromium.start();
        server = Container.start(
                ContainerKind.JETTY_EE11,
                Prerequisite.target().resolve("war/examples.war"),
                Map.of("keys", KeyStores.shared().toString(), "http2", "default"));
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.stop();
        }
    }

    private Chromium.Tab open(String page) throws Exception {
        String site = protocol.equals("h2")
                ? "https://127.0.0.1:" + server.securePort()
                : "http://127.0.0.1:" + server.port();
        Chromium.Tab tab = browser.open(site + "/" + page);
        assertThat(tab.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol"))
                .isIn(protocol, ""); // empty for a page from the browser's cache
        return tab;
    }

    private Chromium.Tab open(String page, String endpoint) throws Exception {
        Chromium.Tab tab = open(page);
        tab.waitForText("#implementation", "ws for Java (ws-jakarta-adapter-0.1.0-SNAPSHOT.jar)");
        tab.evaluate("document.querySelector('#endpoint').value = '" + endpoint + "'");
        tab.evaluate("document.querySelector('#endpoint').dispatchEvent(new Event('change'))");
        return tab;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"chat", "jakarta/chat"})
    void twoTabsChat(String endpoint) throws Exception {
        // H-27, H-30
        Chromium.Tab anna = open("chat.html", endpoint);
        enters(anna, "anna");
        anna.waitForLog("in", "anna entered");
        Chromium.Tab ben = open("chat.html", endpoint);
        enters(ben, "ben");
        anna.waitForLog("in", "ben entered");
        says(anna, "hello from the first tab");
        ben.waitForLog("in", "[anna] hello from the first tab");
        says(ben, "κόσμε \uD83D\uDE80 from the second");
        anna.waitForLog("in", "[ben] κόσμε \uD83D\uDE80 from the second");
        anna.screenshot("chat-anna");
        ben.screenshot("chat-ben");

        ben.click("#disconnect");
        anna.waitForLog("in", "ben left");
        ben.waitForText("#state", "closed 1000");

        server.stopApplication();
        anna.waitForText("#state", "closed 1001");
    }

    private static void enters(Chromium.Tab tab, String name) throws Exception {
        tab.waitForText("#state", "open");
        tab.type("#name", name);
        tab.click("#enter");
    }

    private static void says(Chromium.Tab tab, String text) throws Exception {
        tab.waitFor("!document.querySelector('#form').hidden");
        tab.type("#text", text);
        tab.click("#send");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"session", "jakarta/session"})
    void logoutClosesTheSocket(String endpoint) throws Exception {
        // H-20, H-30
        Chromium.Tab tab = open("session.html", endpoint);
        tab.click("#connect");
        tab.waitForText("#state", "refused");
        tab.waitFor("document.querySelector('#error').textContent.includes('401')");

        tab.click("#login");
        tab.waitFor("document.querySelector('#user').textContent !== ''");
        String user = tab.evaluate("document.querySelector('#user').textContent");
        tab.click("#connect");
        tab.waitForText("#state", "open");
        tab.type("#text", "it is me");
        tab.click("#send");
        tab.waitForLog("in", user + ": it is me");
        tab.screenshot("session-open");

        tab.click("#logout");
        tab.waitForText("#state", "closed 1008");
        tab.waitForText("#user", "");
        tab.screenshot("session-closed");

        tab.click("#connect");
        tab.waitForText("#state", "refused");
    }

    @Test
    void statisticsOfTheTwinMove() throws Exception {
        // H-21, H-30
        Chromium.Tab tab = open("stats.html", "jakarta/stats");
        tab.waitForText("#state", "open");
        tab.waitFor("document.querySelector('#heap-used').textContent.endsWith(' MiB')");
        tab.screenshot("stats-jakarta");
        Chromium.Tab index = open("index.html");
        index.waitForText("#implementation", "ws for Java (ws-jakarta-adapter-0.1.0-SNAPSHOT.jar)");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"echo", "jakarta/echo"})
    void echoOfTextAndBinary(String endpoint) throws Exception {
        // H-04, H-30
        Chromium.Tab echo = open("echo.html", endpoint);
        echo.waitForText("#state", "open");
        echo.type("#text", "κόσμε \uD83D\uDE80");
        echo.click("#send");
        echo.waitForLog("in", "κόσμε \uD83D\uDE80");
        for (String kilobytes : new String[] {"0", "1", "16384"}) {
            echo.type("#kilobytes", kilobytes);
            echo.click("#send-binary");
            echo.waitFor("[...document.querySelectorAll('#log li.in')].some(li => li.textContent.includes('"
                    + Integer.parseInt(kilobytes) * 1024
                    + " bytes after') && li.textContent.endsWith(', the same as sent'))");
        }
        Chromium.Tab index = open("index.html");
        index.waitForText("b[data-count=\"/echo\"]", endpoint.equals("echo") ? "1" : "0");
        index.screenshot("index");
        echo.type("#code", "4000");
        echo.type("#reason", "enough");
        echo.click("#close");
        echo.waitForText("#state", "closed 4000");
        assertThat(echo.evaluate("document.querySelector('#error').textContent"))
                .isEmpty();
        index.waitForText("b[data-count=\"/echo\"]", "0");
        echo.screenshot("echo");
    }

    @Test
    void compressionIsAgreedAndSaves() throws Exception {
        // H-01, A-097: what Chromium says was agreed, what the server says, what was saved
        Chromium.Tab tab = open("compression.html");
        tab.waitForText("#state", "open");
        tab.waitForText("#state-defaults", "open");
        tab.waitForText(
                "#extensions",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10");
        tab.waitForText("#extensions-defaults", "permessage-deflate");
        tab.waitForText("#down-window", "10 bits");
        tab.waitForText("#down-takeover", "no");
        tab.waitForText("#up-window-defaults", "15 bits");
        tab.waitForText("#up-takeover-defaults", "yes");

        for (int sent = 1; sent <= 2; sent++) {
            tab.click("#send-json");
            String enough = " > " + 3000 * sent;
            tab.waitFor(number("#down-plain") + enough + " && " + number("#down-plain-defaults") + enough);
        }
        for (String saved : new String[] {"#up-saved", "#down-saved", "#up-saved-defaults", "#down-saved-defaults"}) {
            tab.waitFor(number(saved) + " > 50");
        }
        tab.waitFor(number("#down-compressed-defaults") + " < " + number("#down-compressed"));

        tab.click("#send-small");
        tab.waitFor("[...document.querySelectorAll('#log li.in')].some(li => li.textContent.includes('/compression: ')"
                + " && li.textContent.endsWith('back as it is'))");
        tab.waitFor("document.querySelector('#log li.in:last-child').textContent.includes(' bytes')");
        tab.click("#send-random");
        tab.waitFor(number("#down-plain") + " > 4096 + 6000");
        tab.evaluate("document.querySelector('.pair').scrollIntoView()");
        tab.screenshot("compression");
        assertThat(tab.evaluate("document.querySelector('#error').textContent"
                        + " + document.querySelector('#error-defaults').textContent"))
                .isEmpty();
    }

    /** The number that an element shows. */
    private static String number(String selector) {
        return "parseInt(document.querySelector('" + selector + "').textContent.replaceAll(',', ''))";
    }
}
