package dev.ws.it.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What deployed servers answer to offers, good and bad. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11"})
class NegotiationIT {
    private static final String NAME = "permessage-deflate";

    @Parameter
    ContainerKind kind; // JUnit thread

    /** An offer to a server; the answer, or the empty string when the connection goes on without. */
    record Row(String settings, String offer, String answer) {
        @Override
        public String toString() {
            return (settings.isEmpty() ? "" : settings + " <- ") + offer + " -> "
                    + (answer.isEmpty() ? "nothing" : answer);
        }
    }

    static Stream<Row> rows() {
        List<Row> all = new ArrayList<>(List.of(
                //
                new Row("", NAME, NAME),
                new Row("", NAME + "; client_max_window_bits", NAME),
                new Row("", NAME + ";server_max_window_bits=\"10\"", NAME + "; server_max_window_bits=10"),
                new Row("", "other, " + NAME + ", other; x=1", NAME),
                new Row(
                        "clientMaxWindowBits:10",
                        NAME + "; client_max_window_bits",
                        NAME + "; client_max_window_bits=10"),
                new Row("clientMaxWindowBits:-1", NAME + "; client_max_window_bits=9", NAME),
                new Row("serverMaxWindowBits:10", NAME, NAME + "; server_max_window_bits=10"),
                new Row(
                        "serverMaxWindowBits:10",
                        NAME + "; server_max_window_bits=12",
                        NAME + "; server_max_window_bits=10"),
                new Row("serverNoContextTakeover:true", NAME, NAME + "; server_no_context_takeover"),
                new Row("clientNoContextTakeover:true", NAME, NAME + "; client_no_context_takeover"),
                // the first one that is acceptable
                new Row("clientMaxWindowBits:10", NAME, ""),
                new Row("serverMaxWindowBits:-1", NAME + "; server_max_window_bits=15", ""),
                new Row(
                        "serverMaxWindowBits:10",
                        NAME + "; server_max_window_bits=9, " + NAME,
                        NAME + "; server_max_window_bits=10"),
                new Row("serverNoContextTakeover:false", NAME + "; server_no_context_takeover", ""),
                new Row(
                        "serverNoContextTakeover:false",
                        NAME + "; server_no_context_takeover, " + NAME + "; server_max_window_bits=9",
                        NAME + "; server_max_window_bits=9"),
                new Row("", NAME + "; server_max_window_bits=9, " + NAME, NAME + "; server_max_window_bits=9"),
                // others' names
                new Row("", "permessage-bzip2", ""),
                new Row("", "x-webkit-deflate-frame", ""),
                new Row("enabled:false", NAME, "")));
        // declined by the letter, with what is right behind it
        for (String wrong : List.of(
                "server_no_context_takeover=1",
                "client_no_context_takeover=true",
                "server_max_window_bits",
                "server_max_window_bits=7",
                "server_max_window_bits=16",
                "server_max_window_bits=08",
                "server_max_window_bits=1e1",
                "server_max_window_bits=+9",
                "client_max_window_bits=0",
                "client_max_window_bits=16",
                "client_max_window_bits=015",
                "client_max_window_bits=99999999999",
                "client_max_window_bits; client_max_window_bits",
                "server_no_context_takeover; server_no_context_takeover",
                "server_max_window_bits=9; server_max_window_bits=9",
                "unknown",
                "Server_No_Context_Takeover")) {
            all.add(new Row("", NAME + "; " + wrong, ""));
            all.add(new Row(
                    "",
                    NAME + "; " + wrong + ", " + NAME + "; client_no_context_takeover",
                    NAME + "; client_no_context_takeover"));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void offersAreAnswered(Row row) throws Exception {
        int port = Container.shared(kind).port();
        try (RawWebSocket peer = RawWebSocket.connect(port)) {
            String target = "/deflate/echo?settings=" + row.settings();
            HttpAnswer answer = peer.shakeHands(port, target, "Sec-WebSocket-Extensions: " + row.offer());
            assertThat(answer.header("sec-websocket-extensions")).isEqualTo(row.answer());
            if (row.answer().isEmpty()) {
                // it goes on, and as it is
                WireFrame text = WireFrame.text("x".repeat(5000));
                peer.send(text);
                assertThat(peer.readMessage()).isEqualTo(text);
                peer.send(WireFrame.text("?compression"));
                assertThat(peer.readMessage().payloadText()).isEqualTo(" null");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void a094RefusalIsAnOption(Row row) throws Exception {
        int port = Container.shared(kind).port();
        try (RawWebSocket peer = RawWebSocket.connect(port)) {
            peer.write(RawWebSocket.request(
                    port,
                    "/deflate/echo?settings=refuseUnacceptableExtensions:true," + row.settings(),
                    "Sec-WebSocket-Extensions: " + row.offer()));
            assertThat(peer.readAnswer().status()).isEqualTo(row.answer().isEmpty() ? 400 : 101);
        }
    }

    static Stream<Row> refusals() {
        return Stream.of(
                new Row("", NAME, "yes"),
                new Row("", "permessage-bzip2", "yes"),
                new Row("", NAME + "; server_max_window_bits=7", ""),
                new Row("", NAME + "; unknown", ""),
                new Row("serverMaxWindowBits:10", NAME + "; server_max_window_bits=9", ""),
                new Row("serverMaxWindowBits:10", NAME + "; server_max_window_bits=9, " + NAME, "yes"));
    }

    @ParameterizedTest
    @MethodSource
    void brokenHeadersAreRefused(String header) throws Exception {
        int port = Container.shared(kind).port();
        try (RawWebSocket peer = RawWebSocket.connect(port)) {
            peer.write(RawWebSocket.request(port, "/deflate/echo", "Sec-WebSocket-Extensions: " + header));
            assertThat(peer.readAnswer().status()).isEqualTo(400);
        }
    }

    static Stream<String> brokenHeadersAreRefused() {
        return Stream.of(NAME + ";", NAME + ",,", NAME + "; server_max_window_bits=", NAME + "; a=\"", ", " + NAME);
    }

    @ParameterizedTest
    @MethodSource("repeatedFields")
    void severalFieldsAreOneList(List<String> fields) throws Exception {
        int port = Container.shared(kind).port();
        try (RawWebSocket peer = RawWebSocket.connect(port)) {
            HttpAnswer answer = peer.shakeHands(
                    port,
                    "/deflate/echo",
                    fields.stream()
                            .map(field -> "Sec-WebSocket-Extensions: " + field)
                            .toArray(String[]::new));
            assertThat(answer.header("sec-websocket-extensions")).isEqualTo(NAME);
        }
    }

    static Stream<List<String>> repeatedFields() {
        return Stream.of(List.of("other", NAME), List.of(NAME + "; unknown", "other; x", NAME));
    }
}
