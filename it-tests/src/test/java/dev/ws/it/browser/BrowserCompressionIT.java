package dev.ws.it.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A browser talks to compressing servers; it offers {@code client_max_window_bits} and does what it is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11"})
class BrowserCompressionIT {
    /** Echoes of texts and bytes that repeat themselves and each other, a few of them under way at a time. */
    static final String TALK = """
            (said = '', async () => {
              const ws = new WebSocket('%s');
              ws.binaryType = 'arraybuffer';
              await new Promise((resolve, reject) => { ws.onopen = resolve; ws.onerror = () => reject('refused'); });
              let state = 1;
              const random = (n) => { state = Math.imul(state, 1103515245) + 12345 | 0; return (state >>> 8) %% n; };
              const message = (i) => {
                const size = [0, 1, 100, 1000, 5000, 20000, 70000][random(7)];
                if (i %% 3 === 0) return Uint8Array.from({ length: size }, (_, at) => i %% 2 ? random(256) : at >> 4);
                let text = 'message ' + i;
                while (text.length < size) text += JSON.stringify({ id: random(999), name: 'κόσμε \uD83D\uDE80' });
                return text;
              };
              const sent = Array.from({ length: %d }, (_, i) => message(i));
              let next = 0;
              let late = 0;
              const result = new Promise((resolve) => {
                ws.onclose = (event) => resolve('closed ' + event.code + ' after ' + late);
                ws.onmessage = ({ data }) => {
                  if (late === sent.length) return resolve(ws.extensions + ' | ' + data);
                  const expected = sent[late++];
                  const same = typeof data === 'string' ? data === expected
                    : data.byteLength === expected.length && new Uint8Array(data).every((b, at) => b === expected[at]);
                  if (!same) return resolve('message ' + (late - 1) + ' differs');
                  ws.send(next < sent.length ? sent[next++] : '?compression');
                };
              });
              while (next < 8) ws.send(sent[next++]);
              const answer = await result;
              ws.close(1000);
              return answer;
            })().then((answer) => { said = answer; }, (error) => { said = 'failed: ' + error; })""";

    @Parameter
    ContainerKind kind; // JUnit thread

    private @Nullable Chromium browser; // JUnit thread
    private Chromium.@Nullable Tab tab; // JUnit thread

    private Chromium.Tab tab() throws Exception {
        if (browser == null) {
            browser = Chromium.start();
        }
        if (tab == null) {
            tab = browser.open("http://127.0.0.1:" + Container.shared(kind).port() + "/deflate/page");
        }
        return tab;
    }

    @AfterAll
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "300, '',                                                       '',                               15 15",
        "60, 'clientMaxWindowBits:9',                                   'client_max_window_bits=9',       15 9",
        "60, 'clientMaxWindowBits:8',                                   'client_max_window_bits=8',       15 8",
        "60, 'serverMaxWindowBits:9',                                   'server_max_window_bits=9',       9 15",
        "60, 'serverMaxWindowBits:8,clientMaxWindowBits:12',            'server_max_window_bits=8; client_max_window_bits=12', 8 12",
        "60, 'clientNoContextTakeover:true,serverNoContextTakeover:true', 'server_no_context_takeover; client_no_context_takeover', 15 15",
        "60, 'dedicatedDeflater:true',                                  '',                               15 15",
        "60, 'autoFragmentBytes:1000,inflateBufferBytes:500',           '',                               15 15",
    })
    void echoes(int messages, String settings, String parameters, String windows) throws Exception {
        String url = "ws://127.0.0.1:" + Container.shared(kind).port() + "/deflate/echo?settings=" + settings;
        tab().evaluate(TALK.formatted(url, messages));
        tab().waitFor("said");
        String said = tab().evaluate("said");
        String[] parts = said.split(" \\| ", -1);
        assertThat(parts).as(said).hasSize(2);
        List<String> expected = parameters.isEmpty()
                ? List.of("permessage-deflate")
                : List.of(("permessage-deflate; " + parameters).split("; "));
        assertThat(List.of(parts[0].split("; ", -1))).containsExactlyInAnyOrderElementsOf(expected);
        String[] bits = windows.split(" ", -1);
        assertThat(parts[1])
                .startsWith("permessage-deflate CompressionStatus[")
                .contains("sendingWindowBits=" + bits[0] + ",", "receivingWindowBits=" + bits[1] + ",")
                .doesNotContain("CompressedBytes=0");
    }
}
