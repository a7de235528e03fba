package dev.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Message;
import dev.ws.WebSocketOptions;
import dev.ws.frame.BufferPool;
import dev.ws.frame.FrameOutput;
import dev.ws.frame.Role;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** a message above the limit leaves as several frames. */
class AutoFragmentTest {
    private static String sent(long limit, Consumer<WebSocketProtocol> sending) {
        WebSocketOptions options =
                WebSocketOptions.builder().autoFragmentBytes(limit).build();
        FrameOutput output = new FrameOutput(BufferPool.none());
        sending.accept(new WebSocketProtocol(Role.SERVER, options, List.of(), output, () -> 0));
        StringBuilder hex = new StringBuilder();
        for (ByteBuffer part = output.take(); part != null; part = output.take()) {
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            hex.append(HexFormat.of().formatHex(bytes));
        }
        return hex.toString();
    }

    @Test
    void withoutLimitOneFrame() {
        assertThat(sent(0, protocol -> protocol.sendText("abcde"))).isEqualTo("81056162636465");
    }

    @Test
    void textIsCutAtTheLimit() {
        assertThat(sent(2, protocol -> protocol.sendText("abcde"))).isEqualTo("01026162" + "00026364" + "800165");
    }

    @Test
    void exactlyTheLimitIsOneFrame() {
        assertThat(sent(2, protocol -> protocol.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}))))
                .isEqualTo("82020102");
    }

    @Test
    void partsOfTheCallerAreCutToo() {
        assertThat(sent(2, protocol -> {
                    protocol.sendMessage(Message.binary(ByteBuffer.wrap(new byte[] {1, 2, 3})), false, true);
                    protocol.sendMessage(Message.binary(ByteBuffer.wrap(new byte[] {4})), true, true);
                }))
                .isEqualTo("02020102" + "000103" + "800104");
    }
}
