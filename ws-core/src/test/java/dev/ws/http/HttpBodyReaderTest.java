package dev.ws.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bodies of answers that are no upgrade (D-051), at every split point. */
class HttpBodyReaderTest {
    private static HttpBodyReader reader(int maxBytes, int status, String... fields) {
        return HttpBodyReader.of(new HttpResponseHead(HttpVersion.HTTP_1_1, status, "", Headers.of(fields)), maxBytes);
    }

    private static HttpBodyReader chunked(int maxBytes) {
        return reader(maxBytes, 400, "Transfer-Encoding", "chunked");
    }

    private static byte[] bytes(String text) {
        return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String kept(HttpBodyReader reader) {
        return new String(reader.body(), StandardCharsets.ISO_8859_1);
    }

    private static boolean feed(HttpBodyReader reader, Iterable<ByteBuffer> pieces) {
        boolean done = false;
        for (ByteBuffer piece : pieces) {
            done = reader.read(piece);
            assertThat(done || !piece.hasRemaining()).isTrue();
        }
        return done;
    }

    @ParameterizedTest(name = "D-051 {0}, at most {3}")
    @CsvSource(delimiter = '^', textBlock = """
                    length            ^ Content-Length    ^ 5       ^ 9  ^ hello     ^ hello ^ true  ^ true
                    length, repeated  ^ Content-Length    ^ '5, 5'  ^ 9  ^ hello     ^ hello ^ true  ^ true
                    length, exact     ^ Content-Length    ^ 5       ^ 5  ^ hello     ^ hello ^ true  ^ true
                    length, too much  ^ Content-Length    ^ 5       ^ 4  ^ hello     ^ hell  ^ true  ^ false
                    length, early end ^ Content-Length    ^ 6       ^ 9  ^ hello     ^ hello ^ false ^ false
                    zero length       ^ Content-Length    ^ 0       ^ 9  ^ ''        ^ ''    ^ true  ^ true
                    until the end     ^ X                 ^ y       ^ 9  ^ hello     ^ hello ^ false ^ true
                    exact until end   ^ X                 ^ y       ^ 5  ^ hello     ^ hello ^ false ^ true
                    too much till end ^ X                 ^ y       ^ 4  ^ hello     ^ hell  ^ true  ^ false
                    other coding      ^ Transfer-Encoding ^ gzip    ^ 9  ^ hello     ^ hello ^ false ^ true
                    chunk             ^ Transfer-Encoding ^ chunked ^ 9  ^ 5|hello|0|| ^ hello ^ true ^ true
                    chunks            ^ Transfer-Encoding ^ Chunked ^ 9  ^ 1|h|004|ello|000|| ^ hello ^ true ^ true
                    codings           ^ Transfer-Encoding ^ 'gzip , chunked' ^ 9 ^ 5|hello|0|| ^ hello ^ true ^ true
                    hexadecimal       ^ Transfer-Encoding ^ chunked ^ 99 ^ a|0123456789|B|0123456789a|0|| ^ 01234567890123456789a ^ true ^ true
                    chunk extensions  ^ Transfer-Encoding ^ chunked ^ 9  ^ 5;a=b;c|hello|0 ;x|| ^ hello ^ true ^ true
                    trailers          ^ Transfer-Encoding ^ chunked ^ 9  ^ 5|hello|0|A: b|C: d|| ^ hello ^ true ^ true
                    chunk, exact      ^ Transfer-Encoding ^ chunked ^ 5  ^ 5|hello|0|| ^ hello ^ true ^ true
                    chunk, too much   ^ Transfer-Encoding ^ chunked ^ 4  ^ 5|hello|0|| ^ hell ^ true ^ false
                    second too much   ^ Transfer-Encoding ^ chunked ^ 5  ^ 5|hello|1|x|0|| ^ hello ^ true ^ false
                    chunks, early end ^ Transfer-Encoding ^ chunked ^ 9  ^ 5|hello|0| ^ hello ^ false ^ false
                    no chunk at all   ^ Transfer-Encoding ^ chunked ^ 9  ^ 0||       ^ ''    ^ true  ^ true
                    """)
    void bodiesAreKeptUpToTheLimit(
            String name,
            String field,
            String value,
            int maxBytes,
            String body,
            String expected,
            boolean done,
            boolean complete) {
        Pieces.forEach(bytes(body), pieces -> {
            HttpBodyReader reader = reader(maxBytes, 404, field, value);

            feed(reader, pieces);
            assertThat(reader.read(ByteBuffer.allocate(0))).isEqualTo(done);
            reader.end();

            assertThat(kept(reader)).isEqualTo(expected);
            assertThat(reader.complete()).isEqualTo(complete);
            assertThat(reader.read(ByteBuffer.allocate(1))).isTrue();
        });
    }

    @ParameterizedTest(name = "D-051 status {0}")
    @ValueSource(ints = {101, 199, 204, 304})
    void someStatusesHaveNoBody(int status) {
        HttpBodyReader reader = reader(9, status, "Content-Length", "5");

        assertThat(reader.read(ByteBuffer.wrap(bytes("hello")))).isTrue();
        assertThat(reader.complete()).isTrue();
        assertThat(reader.body()).isEmpty();
    }

    @Test
    void whatFollowsTheBodyStaysInTheBuffer() {
        ByteBuffer in = ByteBuffer.wrap(bytes("2|ab|0||rest"));

        assertThat(chunked(9).read(in)).isTrue();
        assertThat(StandardCharsets.ISO_8859_1.decode(in).toString()).isEqualTo("rest");
    }

    @Test
    void onlyABodyWithoutLengthNeedsTheEndOfTheStream() {
        assertThat(reader(9, 200).untilEnd()).isTrue();
        assertThat(reader(9, 200, "Transfer-Encoding", "gzip").untilEnd()).isTrue();
        assertThat(reader(9, 200, "Content-Length", "1").untilEnd()).isFalse();
        assertThat(chunked(9).untilEnd()).isFalse();
        assertThat(reader(9, 204).untilEnd()).isFalse();
    }

    @Test
    void transferCodingWinsOverLength() {
        HttpBodyReader reader = reader(9, 400, "Content-Length", "1", "Transfer-Encoding", "chunked");

        assertThat(reader.read(ByteBuffer.wrap(bytes("2|ab|0||")))).isTrue();
        assertThat(kept(reader)).isEqualTo("ab");
    }

    @Test
    void theFirst64KibibytesAreKeptByDefault() {
        HttpBodyReader reader = reader(HttpBodyReader.DEFAULT_MAX_BYTES, 500);

        assertThat(reader.read(ByteBuffer.allocate(65536))).isFalse();
        assertThat(reader.read(ByteBuffer.allocate(1))).isTrue();
        assertThat(reader.body()).hasSize(65536);
        assertThat(reader.complete()).isFalse();
    }

    @ParameterizedTest(name = "D-050 Content-Length \"{0}\"")
    @ValueSource(strings = {"", "x", "-1", "+1", "1, 2", "1,", "1234567890123456789", "1 2"})
    void invalidLengthsAreRefused(String length) {
        assertThatExceptionOfType(HttpSyntaxException.class)
                .isThrownBy(() -> reader(9, 400, "Content-Length", length))
                .withMessage("invalid Content-Length");
    }

    @Test
    void contradictingLengthsAreRefused() {
        assertThatExceptionOfType(HttpSyntaxException.class)
                .isThrownBy(() -> reader(9, 400, "Content-Length", "1", "content-length", "2"))
                .withMessage("invalid Content-Length");
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> reader(-1, 400))
                .withMessage("maxBytes is -1, at least 0 needed");
    }

    @ParameterizedTest(name = "D-050 {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    no size                 ^ |            ^ invalid chunk size
                    no number               ^ x|           ^ invalid chunk size
                    a sign                  ^ +5|          ^ invalid chunk size
                    too large a number      ^ 1234567890abcdef| ^ invalid chunk size
                    junk behind the size    ^ 5 x|         ^ invalid chunk size
                    chunk longer than said  ^ 1|ab|        ^ chunk is longer than its size
                    """)
    void faultyChunksAreRefused(String name, String body, String message) {
        Pieces.forEach(
                bytes(body),
                pieces -> assertThatExceptionOfType(HttpSyntaxException.class)
                        .isThrownBy(() -> feed(chunked(9), pieces))
                        .withMessage(message));
    }

    @Test
    void trailersAreBounded() {
        HttpBodyReader reader = chunked(9);

        assertThatExceptionOfType(HttpSyntaxException.class)
                .isThrownBy(() -> reader.read(ByteBuffer.wrap(bytes("0|" + "A: b|".repeat(3000)))))
                .withMessage("head is longer than 16384 bytes");
    }

    @Test
    void manySmallChunksAreNotMistakenForALongHead() {
        HttpBodyReader reader = chunked(HttpBodyReader.DEFAULT_MAX_BYTES);

        assertThat(reader.read(ByteBuffer.wrap(bytes("1|x|".repeat(20_000) + "0||"))))
                .isTrue();
        assertThat(reader.body()).hasSize(20_000);
        assertThat(reader.complete()).isTrue();
    }

    @Test
    void garbageThrowsTheOneExceptionAndNothingElse() {
        Random random = new Random(5);
        String letters = "0123fF;x \t\r\n\r\n\r\n";
        int complete = 0;
        int faults = 0;
        for (int round = 0; round < 20_000; round++) {
            HttpBodyReader reader = chunked(8);
            StringBuilder text = new StringBuilder("1\r\nx\r\n");
            text.setLength(random.nextInt(text.length() + 1));
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                reader.read(ByteBuffer.wrap(bytes(text.append("0||").toString())));
                complete += reader.complete() ? 1 : 0;
            } catch (HttpSyntaxException e) {
                faults++;
            }
        }
        assertThat(complete).isPositive();
        assertThat(faults).isPositive();
    }
}
