package dev.ws.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.DeflatePeer;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * One row of the table of compressed messages: some messages of one kind and size go to an echo and come back, all of
 * them compressed, on one connection.
 *
 * @param id group and name
 * @param offer what the client offers
 * @param data where the bytes come from
 * @param size the bytes of each message
 * @param fragmentBytes the plain bytes in each of its frames
 */
record CompressionCase(String id, String offer, CompressionData data, int size, int fragmentBytes) {
    private static final int WINDOW = 8;

    /** Half a mebibyte, but 4 to 64 messages. */
    private int messages() {
        return Math.max(4, Math.min(64, (1 << 19) / size));
    }

    /** The echo takes the offer and passes the case. */
    void run(DeflatePeer peer) throws IOException {
        int sent = 0;
        for (int read = 0; read < messages(); read++) {
            for (; sent < Math.min(messages(), read + WINDOW); sent++) {
                peer.send(frames(peer, sent));
            }
            WireFrame echo = peer.readMessage();
            assertThat(echo.opcode()).as("kind of %s", echo).isEqualTo(data.opcode());
            assertThat(Arrays.equals(echo.payload(), data.message(size, read)))
                    .as("message %s, of %s bytes, comes back the same", read, size)
                    .isTrue();
        }
        assertThat(peer.compressedMessages()).as("compressed messages").isEqualTo(messages());
        WireFrame close = WireFrame.close(1000);
        peer.socket().send(close);
        assertThat(peer.readMessage()).isEqualTo(close);
    }

    /** In turns flushed frame by frame, as Node does it, and compressed as a whole and then cut. */
    private List<WireFrame> frames(DeflatePeer peer, int number) {
        byte[] plain = data.message(size, number);
        return number % 2 == 0
                ? peer.pieces(data.opcode(), plain, fragmentBytes)
                : peer.fragments(data.opcode(), plain, Math.max(1, fragmentBytes / 4));
    }

    @Override
    public String toString() {
        return id;
    }
}
