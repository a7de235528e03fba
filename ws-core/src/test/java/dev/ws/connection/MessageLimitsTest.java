package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The limits of whole messages, a different one for each kind. */
@Timeout(60)
class MessageLimitsTest {
    private static final String TOO_BIG = "error MessageTooBigException: Max payload size exceeded";

    private final Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    private static WireFrame binary(String text) {
        return WireFrame.of(Opcode.BINARY, text);
    }

    private static WireFrame cont(String text) {
        return WireFrame.of(Opcode.CONTINUATION, text);
    }

    private static Arguments row(String name, WireFrame... frames) {
        return Arguments.of(name, frames);
    }

    static Stream<Arguments> tooBig() {
        return Stream.of(
                row("text in one part", WireFrame.text("12345")),
                row("text in fragments", WireFrame.text("12").more(), cont("34").more(), cont("5")),
                row("binary in one part", binary("1234567")),
                row("binary in fragments", binary("1234").more(), cont("567")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tooBig")
    void moreThanTheLimitIsRefused(String name, WireFrame... frames) throws Exception {
        harness.open().maxTextMessage(4).maxBinaryMessage(6);
        harness.peer.send(frames);
        harness.events.expect(TOO_BIG);
        assertThat(harness.peer.frames()).containsExactly("close 1009 message is too big");
    }

    @Test
    void asMuchAsTheLimitIsDelivered() throws Exception {
        harness.open().maxTextMessage(4).maxBinaryMessage(6);
        harness.peer.send(
                WireFrame.text("1234"), binary("123456"), WireFrame.text("12").more(), cont("34"), binary("56"));
        harness.events.expect("text '1234'", "binary '123456'", "text '1234'", "binary '56'");
    }

    @Test
    void theAnnouncedLengthIsEnough() throws Exception {
        harness.open().maxTextMessage(4);
        byte[] frame = WireFrame.bytes(dev.ws.frame.Role.SERVER, WireFrame.text("1".repeat(100)));
        harness.peer.putBytes(Arrays.copyOf(frame, 7)).end().flush(); // the header and one byte
        harness.events.expect(TOO_BIG);
        assertThat(harness.peer.frames()).containsExactly("close 1009 message is too big");
    }

    @Test
    void whatAnExtensionMakesOfItCounts() throws Exception {
        harness.extensions(new TurnExtension());
        harness.open().maxTextMessage(4);
        harness.peer.send(
                WireFrame.text("1234").rsv(FramePart.RSV1),
                WireFrame.text("12").rsv(FramePart.RSV1).more(),
                cont("345"));
        harness.events.expect("text '1234'", TOO_BIG);
        assertThat(harness.peer.frames()).containsExactly("close 1009 message is too big");
    }

    @Test
    void aChangeCountsFromTheNextMessageOn() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.maxTextMessage(4);
        harness.peer.send(WireFrame.text("12").more());
        ws.maxTextMessage(1);
        harness.peer.send(cont("34"));
        harness.events.expect("text '1234'");
        ws.maxTextMessage(0);
        harness.peer.text("123456");
        harness.events.expect("text '123456'");
        ws.maxTextMessage(2);
        harness.peer.text("123");
        harness.events.expect(TOO_BIG);
        harness.peer.expect("close 1009 message is too big");
    }

    @Test
    void aCallbackCanChangeTheLimit() throws Exception {
        harness.events.when("text '1'", ws -> ws.maxTextMessage(1));
        harness.open();
        harness.peer.text("1", "12");
        harness.events.expect("text '1'", TOO_BIG);
    }

    @Test
    void theOptionsLimitHoldsTheMore() throws Exception {
        harness.options(options -> options.maxPayload(3));
        harness.open().maxTextMessage(5);
        harness.peer.text("123", "1234");
        harness.events.expect("text '123'", TOO_BIG);
    }

    @Test
    void partsAreNotLimited() throws Exception {
        StringBuilder parts = new StringBuilder();
        WebSocketConnection ws = harness.open();
        ws.maxTextMessage(1).maxBinaryMessage(1).textParts((text, last) -> parts.append(text));
        harness.peer.send(WireFrame.text("12").more(), cont("34"));
        assertThat(parts).hasToString("1234");
        ws.textParts(null);
        harness.peer.text("12");
        harness.events.expect(TOO_BIG);
    }

    @Test
    void nothingMoreIsReadAfterIt() throws Exception {
        harness.open().maxTextMessage(1);
        harness.peer.text("12", "3");
        harness.peer.send(WireFrame.of(Opcode.PING, "p"));
        harness.events.expect(TOO_BIG);
        assertThat(harness.peer.frames()).containsExactly("close 1009 message is too big");
    }

    @Test
    void negativeLimitsAreRefused() throws Exception {
        WebSocketConnection ws = harness.open();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ws.maxTextMessage(-1))
                .withMessage("the limit is -1, must not be negative");
        assertThatIllegalArgumentException().isThrownBy(() -> ws.maxBinaryMessage(-1));
    }
}
