package dev.ws.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ws.frame.Splits;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MessageOutputTest {
    private final List<String> parts = new ArrayList<>();
    private final List<byte[]> payloads = new ArrayList<>();
    private boolean refuse;

    private void send(ByteBuffer part, boolean last) throws IOException {
        if (refuse) {
            throw new IOException("closing");
        }
        byte[] bytes = new byte[part.remaining()];
        part.duplicate().get(bytes);
        payloads.add(bytes);
        parts.add(new String(bytes, StandardCharsets.UTF_8) + (last ? "." : ""));
    }

    private byte[] all() {
        return Splits.join(payloads.toArray(byte[][]::new));
    }

    @Nested
    class Stream {
        private final OutputStream stream = new MessageOutputStream(MessageOutputTest.this::send);

        @Test
        void sendsAPartPerFlushAndTheLastOnClose() throws Exception { // A-127 C-036
            stream.write('a');
            stream.write(new byte[] {'b', 'c', 'd'}, 1, 1);
            stream.flush();
            stream.flush();
            stream.write('d');
            stream.close();
            stream.close();

            assertThat(parts).containsExactly("ac", "d.");
        }

        @Test
        void anEmptyMessageIsOneEmptyPart() throws Exception {
            stream.close();

            assertThat(parts).containsExactly(".");
        }

        @Test
        void closeAfterAFlushEndsWithAnEmptyPart() throws Exception {
            stream.write('a');
            stream.flush();
            stream.close();

            assertThat(parts).containsExactly("a", ".");
        }

        @Test
        void sendsAPartPerFullBuffer() throws Exception {
            byte[] bytes = Splits.payload(20_000);
            stream.write(bytes, 0, 8192);
            assertThat(payloads).isEmpty();
            stream.write(bytes, 8192, 20_000 - 8192);
            stream.close();

            assertThat(payloads).extracting(part -> part.length).containsExactly(8192, 8192, 3616);
            assertThat(all()).isEqualTo(bytes);
        }

        @Test
        void refusesWhatComesAfterClose() throws Exception {
            stream.close();

            assertThatIOException().isThrownBy(() -> stream.write('a')).withMessage("the message is complete");
            assertThatIOException().isThrownBy(stream::flush);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> stream.write(new byte[1], 1, 1));
        }

        @Test
        void tellsWhatTheSenderThrows() throws Exception {
            stream.write('a');
            refuse = true;

            assertThatIOException().isThrownBy(stream::flush).withMessage("closing");
            assertThatIOException().isThrownBy(stream::close).withMessage("closing");
            stream.close();
        }
    }

    @Nested
    class Text {
        private final Writer writer = new MessageWriter(MessageOutputTest.this::send);

        @Test
        void sendsAPartPerFlushAndTheLastOnClose() throws Exception {
            writer.write("h\u00E9");
            writer.flush();
            writer.flush();
            writer.append('l').append("lo");
            writer.close();
            writer.close();

            assertThat(parts).containsExactly("h\u00E9", "llo.");
        }

        @Test
        void surrogatesMayBeWrittenOneByOne() throws Exception {
            for (char c : "a\uD83D\uDE00b\uD83D\uDE01".toCharArray()) {
                writer.write(c);
                writer.flush();
            }
            writer.close();

            assertThat(String.join("", parts)).isEqualTo("a\uD83D\uDE00b\uD83D\uDE01.");
            assertThat(parts).containsExactly("a", "\uD83D\uDE00", "b", "\uD83D\uDE01", ".");
        }

        @Test
        void surrogatesMayBeCutAnywhere() throws Exception {
            String text = "x\uD83D\uDE00y".repeat(10);
            for (int at = 0; at <= text.length(); at++) {
                payloads.clear();
                try (Writer fresh = new MessageWriter(MessageOutputTest.this::send)) {
                    fresh.write(text, 0, at);
                    fresh.write("");
                    fresh.write(text, at, text.length() - at);
                }
                assertThat(new String(all(), StandardCharsets.UTF_8)).isEqualTo(text);
            }
        }

        @Test
        void unpairedSurrogatesBecomeQuestionMarks() throws Exception {
            writer.write("a\uDE00b\uD83D");
            writer.write("c\uD83D");
            writer.write("\uD83D");
            writer.close();

            assertThat(parts).containsExactly("a?b?c??.");
        }

        @Test
        void partsEndBetweenCharacters() throws Exception {
            String text = "\u20AC".repeat(9_000) + "\uD83D\uDE00".repeat(9_000);
            writer.write(text);
            writer.close();

            assertThat(new String(all(), StandardCharsets.UTF_8)).isEqualTo(text);
            assertThat(payloads).hasSizeGreaterThan(7).allMatch(part -> part.length <= 8192);
            for (byte[] part : payloads) {
                assertThat(new String(part, StandardCharsets.UTF_8)).doesNotContain("\uFFFD");
            }
        }

        @Test
        void refusesWhatComesAfterClose() throws Exception {
            writer.close();

            assertThat(parts).containsExactly(".");
            assertThatIOException().isThrownBy(() -> writer.write("a")).withMessage("the message is complete");
            assertThatIOException().isThrownBy(writer::flush);
        }

        @Test
        void tellsWhatTheSenderThrows() throws Exception {
            writer.write("a");
            refuse = true;

            assertThatIOException().isThrownBy(writer::flush).withMessage("closing");
            assertThatIOException().isThrownBy(() -> writer.write("b".repeat(9_000)));
            assertThatIOException().isThrownBy(writer::close).withMessage("closing");
            writer.close();
        }
    }
}
