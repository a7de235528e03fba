package dev.ws.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of requests and responses, at every split point: RFC 9112, B-030, B-053, A-043 and G-090. */
class HttpHeadParserTest {
    private static final String HOST = "Host: h\r\n";

    private static byte[] bytes(String text) {
        // Rows of tables cannot hold line ends, so "|" stands for CR LF there.
        return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static <H> List<H> parse(HttpHeadParser<H> parser, Iterable<ByteBuffer> pieces) {
        List<H> heads = new ArrayList<>();
        for (ByteBuffer piece : pieces) {
            H head = parser.parse(piece);
            while (head != null) {
                heads.add(head);
                head = parser.parse(piece);
            }
            assertThat(piece.hasRemaining()).isFalse();
        }
        return heads;
    }

    private static HttpRequestHead request(String text) {
        List<HttpRequestHead> heads = new ArrayList<>();
        Pieces.forEach(bytes(text), pieces -> {
            List<HttpRequestHead> parsed = parse(HttpHeadParser.forRequests(HttpLimits.DEFAULT), pieces);
            assertThat(parsed).hasSize(1);
            heads.add(parsed.get(0));
        });
        assertThat(heads)
                .extracting(HttpRequestHead::toString)
                .containsOnly(heads.get(0).toString());
        return heads.get(0);
    }

    private static HttpResponseHead response(String text) {
        List<HttpResponseHead> heads = new ArrayList<>();
        Pieces.forEach(bytes(text), pieces -> {
            List<HttpResponseHead> parsed = parse(HttpHeadParser.forResponses(HttpLimits.DEFAULT), pieces);
            assertThat(parsed).hasSize(1);
            heads.add(parsed.get(0));
        });
        assertThat(heads)
                .extracting(HttpResponseHead::toString)
                .containsOnly(heads.get(0).toString());
        return heads.get(0);
    }

    private static void assertRequestFails(HttpLimits limits, String text, int status, String message) {
        Pieces.forEach(
                bytes(text),
                pieces -> assertThatExceptionOfType(HttpSyntaxException.class)
                        .isThrownBy(() -> parse(HttpHeadParser.forRequests(limits), pieces))
                        .withMessage(message)
                        .satisfies(e -> assertThat(e.status()).isEqualTo(status)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '^', textBlock = """
                    B-030 the method of a handshake        ^ GET / HTTP/1.1|Host: h|| ^ GET ^ / ^ HTTP/1.1
                    B-030 another method                   ^ POST / HTTP/1.1|Host: h|| ^ POST ^ / ^ HTTP/1.1
                    methods are tokens with case           ^ x-Y!~ / HTTP/1.1|Host: h|| ^ x-Y!~ ^ / ^ HTTP/1.1
                    B-064 the target stays as it is sent   ^ GET /a%20b/../c?x=%zz&y HTTP/1.1|Host: h|| ^ GET ^ /a%20b/../c?x=%zz&y ^ HTTP/1.1
                    absolute target                        ^ GET ws://h/a HTTP/1.1|Host: h|| ^ GET ^ ws://h/a ^ HTTP/1.1
                    B-053 version 1.0                      ^ GET / HTTP/1.0|Host: h|| ^ GET ^ / ^ HTTP/1.0
                    B-053 version 1.0 needs no host        ^ GET / HTTP/1.0|| ^ GET ^ / ^ HTTP/1.0
                    a later minor version counts as 1.1    ^ GET / HTTP/1.7|Host: h|| ^ GET ^ / ^ HTTP/1.1
                    empty lines before the request         ^ |||GET / HTTP/1.1|Host: h|| ^ GET ^ / ^ HTTP/1.1
                    empty host                             ^ GET / HTTP/1.1|Host:|| ^ GET ^ / ^ HTTP/1.1
                    IPv6 host with port                    ^ GET / HTTP/1.1|Host: [::1]:80|| ^ GET ^ / ^ HTTP/1.1
                    """)
    void requestLinesAreRead(String name, String text, String method, String target, String version) {
        HttpRequestHead head = request(text);

        assertThat(head.method()).isEqualTo(method);
        assertThat(head.target()).isEqualTo(target);
        assertThat(head.version()).hasToString(version);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '^', textBlock = """
                    one part                             ^ GET|Host: h||                   ^ 400 ^ request line has 1 parts, 3 needed
                    HTTP/0.9                             ^ GET /|Host: h||                 ^ 400 ^ request line has 2 parts, 3 needed
                    blank in the target                  ^ GET /a b HTTP/1.1|Host: h||     ^ 400 ^ request line has 4 parts, 3 needed
                    two blanks                           ^ GET  / HTTP/1.1|Host: h||       ^ 400 ^ request line has 4 parts, 3 needed
                    no method                            ^ ' / HTTP/1.1|Host: h||'         ^ 400 ^ method is not a token
                    method is no token                   ^ G@T / HTTP/1.1|Host: h||        ^ 400 ^ method is not a token
                    no target                            ^ 'GET  HTTP/1.1|Host: h||'       ^ 400 ^ invalid character in the request target
                    tab in the target                    ^ 'GET /\t HTTP/1.1|Host: h||'    ^ 400 ^ invalid character in the request target
                    target beyond ASCII                  ^ GET /ä HTTP/1.1|Host: h||       ^ 400 ^ invalid character in the request target
                    version in lower case                ^ GET / http/1.1|Host: h||        ^ 400 ^ invalid HTTP version
                    version of two digits                ^ GET / HTTP/1.10|Host: h||       ^ 400 ^ invalid HTTP version
                    no version                           ^ 'GET / |Host: h||'              ^ 400 ^ invalid HTTP version
                    B-053 HTTP/2 with prior knowledge    ^ PRI * HTTP/2.0||SM||            ^ 505 ^ HTTP version is not 1.0 or 1.1
                    B-053 a version to come              ^ GET / HTTP/3.0|Host: h||        ^ 505 ^ HTTP version is not 1.0 or 1.1
                    B-053 no host                        ^ GET / HTTP/1.1||                ^ 400 ^ request has 0 Host fields, 1 needed
                    B-053 two hosts                      ^ GET / HTTP/1.1|Host: h|host: h|| ^ 400 ^ request has 2 Host fields, 1 needed
                    B-053 two hosts in 1.0               ^ GET / HTTP/1.0|Host: h|host: h|| ^ 400 ^ request has 2 Host fields, 1 needed
                    B-053 a list of hosts                ^ GET / HTTP/1.1|Host: a, b||     ^ 400 ^ invalid Host field
                    B-053 host with user information     ^ GET / HTTP/1.1|Host: a@b||      ^ 400 ^ invalid Host field
                    B-056 line without colon             ^ GET / HTTP/1.1|Host h||         ^ 400 ^ field line without colon
                    B-056 empty name                     ^ GET / HTTP/1.1|: h||            ^ 400 ^ field name is not a token
                    blank before the colon               ^ GET / HTTP/1.1|Host : h||       ^ 400 ^ field name is not a token
                    tab before the colon                 ^ 'GET / HTTP/1.1|Host\t: h||'    ^ 400 ^ field name is not a token
                    name is no token                     ^ GET / HTTP/1.1|Ho(st: h||       ^ 400 ^ field name is not a token
                    name beyond ASCII                    ^ GET / HTTP/1.1|Hóst: h||        ^ 400 ^ field name is not a token
                    folded field                         ^ GET / HTTP/1.1|Host: h|X: a| b: c|| ^ 400 ^ field name is not a token
                    folded field without colon           ^ GET / HTTP/1.1|Host: h|X: a| b|| ^ 400 ^ field line without colon
                    blank before the first field         ^ GET / HTTP/1.1| Host: h||       ^ 400 ^ field name is not a token
                    """)
    void faultyRequestsAreRefused(String name, String text, int status, String message) {
        assertRequestFails(HttpLimits.DEFAULT, text, status, message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '^', textBlock = """
                    LF alone ends no request line        ^ GET / HTTP/1.1\\n                 ^ LF without CR
                    LF alone ends no field               ^ GET / HTTP/1.1|Host: h\\n         ^ LF without CR
                    LF alone ends no head                ^ GET / HTTP/1.1|Host: h|\\n        ^ LF without CR
                    CR in the request line               ^ GET / \\rHTTP/1.1|                ^ CR without LF
                    CR in a field                        ^ GET / HTTP/1.1|Host: \\rh|        ^ CR without LF
                    two CR                               ^ GET / HTTP/1.1\\r\\r\\n           ^ CR without LF
                    CR before the first line             ^ \\rGET / HTTP/1.1|                ^ CR without LF
                    NUL in a value                       ^ GET / HTTP/1.1|Host: h|X: a\\0b|| ^ control character 0
                    bell in a value                      ^ GET / HTTP/1.1|Host: h|X: a\\ab|| ^ control character 7
                    delete in a value                    ^ GET / HTTP/1.1|Host: h|X: a\\db|| ^ control character 127
                    NUL in a name                        ^ GET / HTTP/1.1|Host: h|X\\0: a|| ^ control character 0
                    D-050 TLS on a plain port            ^ \\16\\3\\1                        ^ control character 22
                    """)
    void lineEndsAndControlCharactersAreStrict(String name, String text, String message) {
        String raw = text.replace("\\16", "\u0016")
                .replace("\\3", "\u0003")
                .replace("\\1", "\u0001")
                .replace("\\n", "\n")
                .replace("\\r", "\r")
                .replace("\\0", "\0")
                .replace("\\a", "\u0007")
                .replace("\\d", "\u007f");

        assertRequestFails(HttpLimits.DEFAULT, raw, 400, message);
    }

    @Test
    void fieldsKeepOrderNamesAndRepetition() {
        HttpRequestHead head =
                request("GET / HTTP/1.1|" + HOST + "X-b: 1|x-A: \t 2 \t|x-B:|X-C: a\tb  c|X-D: \u00e4:\u00ff||");

        assertThat(head.headers().toMap())
                .containsExactly(
                        Map.entry("host", List.of("h")),
                        Map.entry("x-b", List.of("1", "")),
                        Map.entry("x-a", List.of("2")),
                        Map.entry("x-c", List.of("a\tb  c")),
                        Map.entry("x-d", List.of("\u00e4:\u00ff")));
        assertThat(head.headers().name(1)).isEqualTo("X-b");
    }

    @Test
    void bytesBehindTheHeadStayInTheBuffer() {
        HttpHeadParser<HttpRequestHead> parser = HttpHeadParser.forRequests(HttpLimits.DEFAULT);
        ByteBuffer in = ByteBuffer.wrap(bytes("GET /a HTTP/1.1|" + HOST + "|\u0081\u0000rest"));

        assertThat(parser.parse(in)).isNotNull();
        assertThat(StandardCharsets.ISO_8859_1.decode(in).toString()).isEqualTo("\u0081\u0000rest");
    }

    @Test
    void pipelinedRequestsComeOneAfterTheOther() {
        byte[] three = bytes("GET /a HTTP/1.1|" + HOST + "X: 1||GET /b HTTP/1.1|" + HOST + "||GET /c HTTP/1.0||");

        Pieces.forEach(three, pieces -> {
            List<HttpRequestHead> heads = parse(HttpHeadParser.forRequests(HttpLimits.DEFAULT), pieces);

            assertThat(heads).extracting(HttpRequestHead::target).containsExactly("/a", "/b", "/c");
            assertThat(heads).extracting(head -> head.headers().size()).containsExactly(2, 1, 0);
        });
    }

    @Test
    void eachHeadHasTheLimitsForItself() {
        HttpHeadParser<HttpRequestHead> parser = HttpHeadParser.forRequests(new HttpLimits(15, 1, 26));
        ByteBuffer many = ByteBuffer.wrap(bytes(("GET / HTTP/1.1|" + "Host:h|" + "|").repeat(5)));

        for (int i = 0; i < 5; i++) {
            assertThat(parser.parse(many)).isNotNull();
            assertThat(parser.started()).isFalse();
        }
        assertThat(parser.parse(many)).isNull();
    }

    @Test
    void itIsKnownWhetherAHeadWasBegun() {
        HttpHeadParser<HttpRequestHead> parser = HttpHeadParser.forRequests(HttpLimits.DEFAULT);
        assertThat(parser.started()).isFalse();

        assertThat(parser.parse(ByteBuffer.wrap(bytes("G")))).isNull();

        assertThat(parser.started()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '^', textBlock = """
                    A-043 request line of 20 bytes           ^ 20 ^ 9 ^ 99 ^ GET /aaaaaa HTTP/1.11| ^ 414 ^ line is longer than 20 bytes
                    A-043 field of 20 bytes                  ^ 20 ^ 9 ^ 99 ^ GET / HTTP/1.1|Host: aaaaaaaaaaaaaaa| ^ 431 ^ line is longer than 20 bytes
                    A-043 line without end                   ^ 20 ^ 9 ^ 99 ^ GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ^ 414 ^ line is longer than 20 bytes
                    A-043 no field                           ^ 99 ^ 0 ^ 99 ^ GET / HTTP/1.1|Host: h|| ^ 431 ^ head has more than 0 fields
                    A-043 two fields                         ^ 99 ^ 2 ^ 99 ^ GET / HTTP/1.1|Host: h|A: 1|B: 2|| ^ 431 ^ head has more than 2 fields
                    A-043 whole head, in a field             ^ 99 ^ 9 ^ 30 ^ GET / HTTP/1.1|Host: h|A: 12345|| ^ 431 ^ head is longer than 30 bytes
                    A-043 whole head, in its last line       ^ 99 ^ 9 ^ 25 ^ GET / HTTP/1.1|Host:hh||   ^ 431 ^ head is longer than 25 bytes
                    A-043 whole head, in the request line    ^ 99 ^ 9 ^ 10 ^ GET / HTTP/1.1|Host: h||  ^ 414 ^ head is longer than 10 bytes
                    A-043 empty lines count too              ^ 99 ^ 9 ^ 6  ^ ||||                      ^ 414 ^ head is longer than 6 bytes
                    """)
    void limitsHold(String name, int line, int fields, int total, String text, int status, String message) {
        assertRequestFails(new HttpLimits(line, fields, total), text, status, message);
    }

    @Test
    void limitsAreReachedBeforeTheyArePassed() {
        String text = "GET / HTTP/1.1|Host: aaaaaaaa|A: 1||";
        HttpLimits exact = new HttpLimits(14, 2, bytes(text).length);

        assertThat(HttpHeadParser.forRequests(exact).parse(ByteBuffer.wrap(bytes(text))))
                .isNotNull();
    }

    // The crash of 2024: a parser that cut off the list of fields left a handshake without Upgrade.
    @Test
    void advisory2024ManyFieldsAreRefusedAndNotCutOff() {
        assertRequestFails(
                HttpLimits.DEFAULT,
                "GET / HTTP/1.1|" + HOST + "X:1|".repeat(100) + "|",
                431,
                "head has more than 100 fields");
    }

    @Test
    void advisory2021BlanksCostNoMoreThanTheirLength() {
        int many = 1_000_000;
        HttpLimits wide = new HttpLimits(4 * many, 1, 4 * many);
        byte[] head = bytes("GET / HTTP/1.1|Host:" + " ".repeat(many) + "h" + "\t".repeat(many) + "||");

        HttpRequestHead parsed = HttpHeadParser.forRequests(wide).parse(ByteBuffer.wrap(head));

        assertThat(parsed)
                .isNotNull()
                .extracting(one -> one.headers().first("Host"))
                .isEqualTo("h");
    }

    @Test
    void defaultLimitsAreThoseOfTheCatalogue() {
        assertThat(HttpLimits.DEFAULT).isEqualTo(new HttpLimits(8192, 100, 16384));
        assertRequestFails(HttpLimits.DEFAULT, "GET /" + "a".repeat(8192), 414, "line is longer than 8192 bytes");
    }

    @ParameterizedTest(name = "{0} bytes a line, {1} fields, {2} bytes in all")
    @CsvSource({"0, 1, 1, maxLineBytes is 0", "1, -1, 1, maxFields is -1", "1, 1, 0, maxHeadBytes is 0"})
    void limitsOutOfRangeAreRefused(int line, int fields, int total, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new HttpLimits(line, fields, total))
                .withMessageStartingWith(message);
    }

    @Test
    void afterAFaultTheParserIsOfNoUse() {
        HttpHeadParser<HttpRequestHead> parser = HttpHeadParser.forRequests(HttpLimits.DEFAULT);
        assertThatExceptionOfType(HttpSyntaxException.class)
                .isThrownBy(() -> parser.parse(ByteBuffer.wrap(bytes("\n"))))
                .withMessage("LF without CR");

        assertThatExceptionOfType(HttpSyntaxException.class)
                .isThrownBy(() -> parser.parse(ByteBuffer.wrap(bytes("GET / HTTP/1.1|" + HOST + "|"))))
                .withMessage("LF without CR");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '^', textBlock = """
                    D-052 upgrade                       ^ HTTP/1.1 101 Switching Protocols|A: 1|| ^ HTTP/1.1 ^ 101 ^ Switching Protocols
                    D-051 refusal                       ^ HTTP/1.0 404 Not Found|| ^ HTTP/1.0 ^ 404 ^ Not Found
                    empty phrase                        ^ HTTP/1.1 200 || ^ HTTP/1.1 ^ 200 ^ ''
                    no phrase and no blank              ^ HTTP/1.1 200|| ^ HTTP/1.1 ^ 200 ^ ''
                    D-051 status without meaning        ^ HTTP/1.1 999 Request denied|| ^ HTTP/1.1 ^ 999 ^ Request denied
                    phrase beyond ASCII                 ^ HTTP/1.1 404 Pas trouvé|| ^ HTTP/1.1 ^ 404 ^ Pas trouvé
                    """)
    void statusLinesAreRead(String name, String text, String version, int status, String reason) {
        HttpResponseHead head = response(text);

        assertThat(head.version()).hasToString(version);
        assertThat(head.status()).isEqualTo(status);
        assertThat(head.reason()).isEqualTo(reason);
    }

    @ParameterizedTest(name = "D-050 {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    no HTTP at all                      ^ SSH-2.0-x||             ^ 400 ^ invalid HTTP version
                    another protocol                    ^ RTSP/1.0 200 OK||       ^ 400 ^ invalid HTTP version
                    another version                     ^ HTTP/2.0 200 OK||       ^ 505 ^ HTTP version is not 1.0 or 1.1
                    version alone                       ^ HTTP/1.1||              ^ 400 ^ invalid status
                    status of two digits                ^ HTTP/1.1 20 OK||        ^ 400 ^ invalid status
                    status of four digits               ^ HTTP/1.1 2000 OK||      ^ 400 ^ invalid status
                    status below 100                    ^ HTTP/1.1 099 OK||       ^ 400 ^ invalid status
                    status in letters                   ^ HTTP/1.1 OK||           ^ 400 ^ invalid status
                    two blanks                          ^ HTTP/1.1  200 OK||      ^ 400 ^ invalid status
                    faulty field                        ^ HTTP/1.1 200 OK|a b: c|| ^ 400 ^ field name is not a token
                    """)
    void faultyResponsesAreRefused(String name, String text, int status, String message) {
        Pieces.forEach(
                bytes(text),
                pieces -> assertThatExceptionOfType(HttpSyntaxException.class)
                        .isThrownBy(() -> parse(HttpHeadParser.forResponses(HttpLimits.DEFAULT), pieces))
                        .withMessage(message)
                        .satisfies(e -> assertThat(e.status()).isEqualTo(status)));
    }

    @Test
    void aStatusLineThatIsTooLongIsNoMatterOfTheTarget() {
        assertThatExceptionOfType(HttpSyntaxException.class)
                .isThrownBy(() ->
                        HttpHeadParser.forResponses(HttpLimits.DEFAULT).parse(ByteBuffer.wrap(bytes("H".repeat(9000)))))
                .satisfies(e -> assertThat(e.status()).isEqualTo(431));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"100, true", "101, false", "103, true", "199, true", "200, false", "404, false"})
    void interimResponsesAreThoseThatAnotherFollows(int status, boolean interim) {
        assertThat(new HttpResponseHead(HttpVersion.HTTP_1_1, status, "", Headers.EMPTY).isInterim())
                .isEqualTo(interim);
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 1000})
    void statusesOutOfRangeAreRefused(int status) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new HttpResponseHead(HttpVersion.HTTP_1_1, status, "", Headers.EMPTY))
                .withMessage("HTTP status " + status + " is outside 100 to 999");
    }

    @Test
    void garbageThrowsTheOneExceptionAndNothingElse() {
        Random random = new Random(4);
        List<String> words = List.of(
                "GET",
                " ",
                "/",
                "HTTP/1.1",
                "HTTP/9.9",
                "\r\n",
                "\n",
                "\r",
                ":",
                "Host",
                "a",
                "\t",
                "\0",
                "\u00ff",
                "101");
        int heads = 0;
        int faults = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder(round % 2 == 0 ? "GET / HTTP/1.1\r\n" : "HTTP/1.1 200 OK\r\n");
            text.setLength(random.nextInt(text.length() + 1));
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(
                        random.nextInt(9) == 0
                                ? String.valueOf((char) random.nextInt(256))
                                : words.get(random.nextInt(words.size())));
            }
            ByteBuffer in = ByteBuffer.wrap(
                    text.append("\r\nHost: h\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            try {
                HttpHeadParser<?> parser = round % 4 < 2
                        ? HttpHeadParser.forRequests(HttpLimits.DEFAULT)
                        : HttpHeadParser.forResponses(HttpLimits.DEFAULT);
                if (parser.parse(in) != null) {
                    heads++;
                }
            } catch (HttpSyntaxException e) {
                faults++;
            }
        }
        assertThat(heads).isPositive();
        assertThat(faults).isPositive();
    }
}
