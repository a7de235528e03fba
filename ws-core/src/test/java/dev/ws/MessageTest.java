package dev.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void textIsEncodedWhenAskedFor() {
        Message message = Message.text("grün");

        assertThat(message.isBinary()).isFalse();
        assertThat(message.hasBuffer()).isFalse();
        assertThat(message.text()).isEqualTo("grün");
        assertThat(message.bytes()).isEqualTo(utf8("grün"));
        assertThat(message.buffer()).isEqualTo(ByteBuffer.wrap(utf8("grün")));
        assertThat(message.copy()).isSameAs(message);
        assertThat(message).hasToString("text message of 5 bytes: \"grün\"");
    }

    @Test
    void bytesAreDecodedWhenAskedFor() {
        Message message = Message.utf8(ByteBuffer.wrap(utf8("xgrünx"), 1, 5));

        assertThat(message.isBinary()).isFalse();
        assertThat(message.hasBuffer()).isTrue();
        assertThat(message.text()).isEqualTo("grün").isSameAs(message.text());
        assertThat(message.bytes()).isEqualTo(utf8("grün"));
        assertThat(message.buffer().position()).isEqualTo(1);
    }

    @Test
    void binaryMayBeReadAsTextToo() {
        Message message = Message.binary(ByteBuffer.wrap(new byte[] {'a', (byte) 0xFF}));

        assertThat(message.isBinary()).isTrue();
        assertThat(message.text()).isEqualTo("a\uFFFD");
        assertThat(message).hasToString("binary message of 2 bytes: 61ff");
    }

    @Test
    void aLogLineShowsHowThePayloadBegins() {
        assertThat(Message.text("say \"hi\"\r\n\u202e\\"))
                .hasToString("text message of 14 bytes: \"say \\\"hi\\\"\\u000d\\u000a\\u202e\\\\\"");
        assertThat(Message.text("x".repeat(100)).toString())
                .isEqualTo("text message of 100 bytes: \"" + "x".repeat(32) + "\"...");
        assertThat(Message.binary(ByteBuffer.allocate(33)).toString())
                .isEqualTo("binary message of 33 bytes: " + "00".repeat(32) + "...");
        assertThat(Message.binary(ByteBuffer.allocate(1))).hasToString("binary message of 1 byte: 00");
    }

    @Test
    void aCopyIsIndependent() {
        byte[] borrowed = utf8("abc");
        Message copy = Message.utf8(ByteBuffer.wrap(borrowed)).copy();
        Message binary = Message.binary(ByteBuffer.wrap(borrowed)).copy();
        borrowed[0] = '!';

        assertThat(copy.text()).isEqualTo("abc");
        assertThat(copy.isBinary()).isFalse();
        assertThat(binary.isBinary()).isTrue();
        assertThat(binary.bytes()).isEqualTo(utf8("abc"));
        assertThat(binary.buffer().array()).hasSize(3);
    }
}
