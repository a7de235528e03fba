package dev.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** text stays bytes until somebody asks for the string, which is then the one the JDK would make. */
class MessageTextTest {
    private static String text(byte[] bytes) {
        byte[] framed = new byte[bytes.length + 5];
        System.arraycopy(bytes, 0, framed, 3, bytes.length);
        return Message.utf8(ByteBuffer.wrap(framed, 3, bytes.length).slice()).text();
    }

    @Test
    void everyCharacterIsDecoded() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += codePoint < 0x3000 ? 1 : 61) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                String expected = "0123456789" + Character.toString(codePoint) + "x";
                assertThat(text(expected.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
            }
        }
    }

    @Test
    void malformedBytesDecodeAsInTheJdk() {
        Random random = new Random(4);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(text(bytes)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    @Test
    void bytesOutsideAnArrayAreDecodedToo() {
        ByteBuffer direct = ByteBuffer.allocateDirect(8)
                .put("grüß".getBytes(StandardCharsets.UTF_8))
                .flip();
        assertThat(Message.utf8(direct).text()).isEqualTo("grüß");
    }
}
