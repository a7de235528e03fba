package dev.ws.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.standalone.Standalone;
import org.junit.jupiter.api.Test;

/** A browser and the stand-alone server, with and without compression; the page is a refusal. */
class StandaloneBrowserIT {
    @Test
    void echoesAreEqualAndClosedInOrder() throws Exception {
        int port = Standalone.shared().port();
        try (Chromium browser = Chromium.start()) {
            Chromium.Tab tab = browser.open("http://127.0.0.1:" + port + "/");
            tab.evaluate(BrowserCompressionIT.TALK.formatted(
                    "ws://127.0.0.1:" + port + "/deflate/echo?settings=threshold:0", 200));
            tab.waitFor("said");
            assertThat(tab.evaluate("said")).startsWith("permessage-deflate | permessage-deflate ");
            tab.evaluate(BrowserCompressionIT.TALK.formatted(
                    "ws://127.0.0.1:" + port + "/deflate/echo?settings=enabled:false", 200));
            tab.waitFor("said");
            assertThat(tab.evaluate("said")).isEqualTo(" |  null");
            tab.evaluate("(said = '', new WebSocket('ws://127.0.0.1:" + port + "/peers/close', ['chat', 'superchat']))"
                    + ".onopen = ({ target: ws }) => { ws.onclose = (event) => {"
                    + " said = [ws.protocol, event.code, event.reason, event.wasClean].join(' '); };"
                    + " ws.send('4001 bye'); }");
            tab.waitFor("said");
            assertThat(tab.evaluate("said")).isEqualTo("chat 4001 bye true");
        }
    }
}
