package dev.ws.it.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Much at once from peers that read: all of it is answered in order, and nobody is cut off. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.ws.it.bridge.Bridge#all")
class LoadIT {
    private static final int MIB = 1 << 20;

    @Parameter
    Bridge bridge; // JUnit thread

    @AfterEach
    void nothingIsLeft() throws Exception {
        bridge.isLeftAlone();
        bridge.hasLoggedNothing();
    }

    /** Writes in a thread of its own; a failure shows at the reader. */
    private static Thread writing(RawWebSocket peer, byte[] bytes) {
        Thread thread = new Thread(() -> {
            try {
                peer.write(bytes);
            } catch (IOException e) {
                // the reader misses something
            }
        });
        thread.start();
        return thread;
    }

    private static void burst(Lane lane, int count, int size) throws Exception {
        try (RawWebSocket peer = lane.open("plain/echo", "")) {
            List<WireFrame> frames = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] payload = RawWebSocket.pattern(size);
                payload[0] = (byte) i;
                frames.add(WireFrame.binary(payload));
                frames.add(WireFrame.ping("p" + i));
            }
            Thread writer = writing(peer, peer.encode(frames));
            int messages = 0;
            int pongs = 0;
            while (messages + pongs < 2 * count) {
                WireFrame frame = peer.readMessage();
                if (frame.opcode() == WireFrame.PONG) {
                    assertThat(frame).isEqualTo(WireFrame.pong("p" + pongs++));
                } else {
                    assertThat(frame).as("message " + messages).isEqualTo(frames.get(2 * messages++));
                }
            }
            writer.join();
        }
    }

    @Test
    void aBurstOfMessagesAndPingsIsAnswered() throws Exception {
        bridge.inAllLanes(lane -> {
            for (int i = 0; i < Bridge.times(3, 30); i++) {
                burst(lane, 61, 16 << 10);
            }
        });
    }

    @Test
    void aLongBurstOfMessagesAndPingsIsAnswered() throws Exception {
        bridge.inAllLanes(lane -> {
            burst(lane, 300, 16 << 10);
            burst(lane, 3000, 512);
        });
    }

    @Test
    void largeMessagesOneBehindTheOtherComeBack() throws Exception {
        bridge.inAllLanes(lane -> {
            WireFrame message = WireFrame.binary(RawWebSocket.pattern(MIB));
            try (RawWebSocket peer = lane.open("plain/echo", "")) {
                byte[] bytes = peer.encode(message);
                Thread writer = new Thread(() -> {
                    try {
                        for (int i = 0; i < 40; i++) {
                            peer.write(bytes);
                        }
                    } catch (IOException e) {
                        // the reader misses something
                    }
                });
                writer.start();
                for (int i = 0; i < 40; i++) {
                    assertThat(peer.readMessage().equals(message))
                            .as("message " + i)
                            .isTrue();
                }
                writer.join();
            }
        });
    }
}
