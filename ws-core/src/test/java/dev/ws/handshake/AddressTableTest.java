package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The addresses of the table get from us what Node's ws gives them: the same request, or the same refusal. */
class AddressTableTest {
    private static final String INVALID = "Invalid URL";
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-f]{4})|[nrt\"\\\\])");

    /** A line of the table. */
    record Row(String address, List<String> columns) {
        boolean isRefused() {
            return columns.get(1).equals("-");
        }

        @Override
        public String toString() {
            return columns.get(0);
        }
    }

    static Stream<Row> accepted() throws IOException {
        return rows().filter(row -> !row.isRefused());
    }

    static Stream<Row> refused() throws IOException {
        return rows().filter(Row::isRefused);
    }

    private static Stream<Row> rows() throws IOException {
        try (InputStream table = Objects.requireNonNull(AddressTableTest.class.getResourceAsStream("addresses.tsv"))) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("\""))
                    .map(line -> List.of(line.split("\t", -1)))
                    .map(columns -> new Row(unquoted(columns.get(0)), columns));
        }
    }

    private static String unquoted(String json) {
        return ESCAPE.matcher(json.substring(1, json.length() - 1))
                .replaceAll(escape -> Matcher.quoteReplacement(
                        switch (escape.group().charAt(1)) {
                            case 'n' -> "\n";
                            case 'r' -> "\r";
                            case 't' -> "\t";
                            case 'u' -> Character.toString(Integer.parseInt(escape.group(1), 16));
                            default -> escape.group().substring(1);
                        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void requestsAreThoseOfNode(Row row) {
        ClientHandshake handshake = ClientHandshake.start(
                WebSocketUri.parse(row.address()),
                ClientHandshakeOptions.builder().build(),
                new SecureRandom());

        Headers headers = handshake.request().headers();
        assertThat(handshake.request().target()).isEqualTo(row.columns().get(1));
        assertThat(headers.first("Host")).isEqualTo(row.columns().get(2));
        assertThat(Objects.requireNonNullElse(headers.first("Authorization"), "-"))
                .isEqualTo(row.columns().get(3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void whatIsReadOnceStaysAsItIs(Row row) {
        WebSocketUri uri = WebSocketUri.parse(row.address());

        assertThat(WebSocketUri.parse(uri.url())).isEqualTo(uri);
        URI forJava = uri.toUri();
        assertThat(WebSocketUri.of(forJava).toUri()).isEqualTo(forJava);
        assertThat(uri.toHttpUri())
                .hasPort(forJava.getPort() < 0 ? -1 : forJava.getPort())
                .hasPath(forJava.getPath());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusalsAreThoseOfNode(Row row) {
        String message = row.columns().get(2);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> WebSocketUri.parse(row.address()))
                .withMessage(message.equals(INVALID) ? INVALID + ": " + row.address() : message)
                .satisfies(refusal -> assertThat(refusal.getCause() != null).isEqualTo(message.equals(INVALID)));
    }
}
