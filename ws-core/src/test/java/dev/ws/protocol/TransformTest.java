package dev.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Message;
import dev.ws.WebSocketOptions;
import dev.ws.extension.Extension;
import dev.ws.extension.InboundStage;
import dev.ws.extension.OutboundStage;
import dev.ws.extension.SharingStage;
import dev.ws.frame.BufferPool;
import dev.ws.frame.FrameOutput;
import dev.ws.frame.FramePart;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sent passes the extensions in a step of its own, and their stages are told when to let go. */
class TransformTest {
    private final FrameOutput output = new FrameOutput(BufferPool.none());
    private final List<String> calls = new ArrayList<>();

    private WebSocketProtocol protocol(WebSocketOptions options, Extension... agreed) {
        return new WebSocketProtocol(Role.SERVER, options, List.of(agreed), output, () -> 0);
    }

    private List<String> written() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer next = output.take();
        while (next != null) {
            bytes.write(next.array(), next.arrayOffset() + next.position(), next.remaining());
            next = output.take();
        }
        return WireFrame.describe(bytes.toByteArray());
    }

    /** Marks frames with a reserved bit and notes what it is told. */
    private final class Noting implements Extension {
        private final int bit;
        private final InboundStage inbound;
        private final OutboundStage outbound;

        Noting(int bit, boolean sharing) {
            this.bit = bit;
            this.inbound = new InboundStage() {
                @Override
                public void accept(FramePart part) {
                    throw new AssertionError("nothing is received");
                }

                @Override
                public FramePart next() {
                    throw new AssertionError("nothing is received");
                }

                @Override
                public void close() {
                    calls.add("in closed");
                }
            };
            this.outbound = sharing ? new Sharing() : new Stage();
        }

        private class Stage implements OutboundStage {
            @Override
            public FramePart apply(FramePart frame, boolean compress) {
                calls.add("apply " + compress);
                int rsv = frame.opcode() == 0 ? frame.rsv() : frame.rsv() | bit;
                return new FramePart(frame.opcode(), frame.fin(), rsv, true, true, frame.payload());
            }

            @Override
            public void release() {
                calls.add("release");
            }

            @Override
            public void close() {
                calls.add("out closed");
            }
        }

        private final class Sharing extends Stage implements SharingStage {
            @Override
            public Object agreement() {
                return "same";
            }

            @Override
            public FramePart applyShared(FramePart message) {
                return message;
            }

            @Override
            public void sentShared(FramePart message, FramePart sent) {}
        }

        @Override
        public String token() {
            return "x-noting" + bit;
        }

        @Override
        public int reservedBits() {
            return bit;
        }

        @Override
        public InboundStage inbound() {
            return inbound;
        }

        @Override
        public OutboundStage outbound() {
            return outbound;
        }
    }

    @Test
    void withoutExtensionsNothingIsTransformed() {
        WebSocketProtocol protocol = protocol(WebSocketOptions.DEFAULT);
        assertThat(protocol.transforms()).isFalse();
        assertThat(protocol.sharing()).isNull();
        assertThat(protocol.sendTransformed(protocol.transform(Message.text("a"), false, true)))
                .isTrue();
        assertThat(protocol.sendTransformed(protocol.transform(Message.text("b"), true, true)))
                .isTrue();
        protocol.endTransforming();
        protocol.endInbound();
        assertThat(written()).containsExactly("text+ 'a'", "cont 'b'");
    }

    @Test
    void theFirstPartDecidesAndEachResultIsReleased() {
        WebSocketProtocol protocol = protocol(WebSocketOptions.DEFAULT, new Noting(4, false));
        assertThat(protocol.transforms()).isTrue();
        FramePart first = protocol.transform(Message.text("a"), false, false);
        assertThat(calls).containsExactly("apply false");
        assertThat(protocol.sendTransformed(first)).isTrue();
        assertThat(protocol.sendTransformed(protocol.transform(Message.text("b"), true, true)))
                .isTrue();
        assertThat(calls).containsExactly("apply false", "release", "apply false", "release");
        assertThat(written()).containsExactly("text+ rsv4 'a'", "cont 'b'");
    }

    @Test
    void afterACloseFrameAResultIsOnlyReleased() {
        WebSocketProtocol protocol = protocol(WebSocketOptions.DEFAULT, new Noting(4, false));
        FramePart frame = protocol.transform(Message.text("a"), true, true);
        protocol.sendClose();
        assertThat(protocol.sendTransformed(frame)).isFalse();
        protocol.sendMessage(Message.text("b"), true, true);
        assertThat(calls).containsExactly("apply true", "release");
        assertThat(written()).hasSize(1);
    }

    @Test
    void aLargeResultIsCutAfterwardsAndMarkedOnce() {
        WebSocketProtocol protocol =
                protocol(WebSocketOptions.builder().autoFragmentBytes(2).build(), new Noting(4, false));
        protocol.sendText("abcde");
        assertThat(calls).containsExactly("apply true", "release");
        assertThat(written()).containsExactly("text+ rsv4 'ab'", "cont+ 'cd'", "cont 'e'");
    }

    @Test
    void stagesAreClosedEachHalfByItself() {
        WebSocketProtocol protocol = protocol(WebSocketOptions.DEFAULT, new Noting(4, false));
        protocol.endInbound();
        protocol.endInbound();
        assertThat(calls).containsExactly("in closed");
        protocol.endTransforming();
        assertThat(calls).containsExactly("in closed", "out closed");
    }

    @Test
    void onlyASingleSharingStageCanShare() {
        WebSocketOptions options = WebSocketOptions.DEFAULT;
        assertThat(protocol(options, new Noting(4, true)).sharing()).isNotNull();
        assertThat(protocol(options, new Noting(4, false)).sharing()).isNull();
        assertThat(protocol(options, new Noting(4, true), new Noting(2, false)).sharing())
                .isNull();
    }
}
