package dev.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.WebSocketOptions;
import dev.ws.extension.Extension;
import dev.ws.frame.CountingPool;
import dev.ws.frame.FrameOutput;
import dev.ws.frame.RfcExamples;
import dev.ws.frame.Role;
import dev.ws.frame.Splits;
import dev.ws.frame.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The plain driver of a protocol: feeds pieces, joins the parts of messages, answers, keeps what was written. */
final class Driver {
    final WebSocketProtocol protocol;
    final List<String> events = new ArrayList<>();
    int parts; // how many parts came
    private final FrameOutput output = new FrameOutput(new CountingPool());
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean inside;

    Driver(Role role, WebSocketOptions options, Extension... agreed) {
        protocol = new WebSocketProtocol(role, options, List.of(agreed), output, () -> RfcExamples.MASK_KEY);
    }

    Driver(Role role) {
        this(role, WebSocketOptions.DEFAULT);
    }

    /** Feeds pieces and answers each event. */
    Driver receive(List<byte[]> pieces) {
        for (byte[] piece : pieces) {
            ByteBuffer in = Splits.offset(piece);
            ProtocolEvent event = protocol.receive(in);
            while (event != null) {
                note(event);
                protocol.answer(event);
                event = protocol.receive(in);
            }
            assertThat(in.hasRemaining()).isFalse();
        }
        return this;
    }

    Driver receive(byte[] bytes) {
        return receive(List.of(bytes));
    }

    private void note(ProtocolEvent event) {
        if (event instanceof ProtocolEvent.MessagePart part) {
            parts++;
            assertThat(part.first()).isEqualTo(!inside);
            assertThat(part.payload().hasRemaining() || part.endOfFrame()).isTrue();
            message.writeBytes(bytes(part.payload()));
            inside = !part.last();
            if (part.last()) {
                events.add((part.text() ? "text " : "binary ") + WireFrame.brief(message.toByteArray()));
                message.reset();
            }
        } else if (event instanceof ProtocolEvent.PingReceived ping) {
            events.add("ping " + WireFrame.brief(bytes(ping.payload())));
        } else if (event instanceof ProtocolEvent.PongReceived pong) {
            events.add("pong " + WireFrame.brief(bytes(pong.payload())));
        } else if (event instanceof ProtocolEvent.CloseReceived close) {
            events.add("close " + close.code() + " " + close.reason());
        } else if (event instanceof ProtocolEvent.Failed failed) {
            events.add("failed " + failed.cause().closeCode() + " "
                    + failed.cause().errorCode().code() + ": " + failed.cause().getMessage());
        }
    }

    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Takes what was written. */
    byte[] written() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuffer buffer = output.take(); buffer != null; buffer = output.take()) {
            bytes.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
            output.release(buffer);
        }
        return bytes.toByteArray();
    }

    /** Takes what was written, described frame by frame. */
    List<String> frames() {
        return WireFrame.describe(written());
    }
}
