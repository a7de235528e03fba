package dev.ws.it.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Dispatch;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.Bystander;
import dev.ws.it.wire.FileDescriptors;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import dev.ws.server.ListenOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ten thousand connections that are opened and dropped at any stage. */
class DroppedConnectionsIT {
    private static final int CONNECTIONS = 10_000;

    @Test
    void tenThousandDroppedConnectionsLeaveNothingBehind() throws Exception {
        FileDescriptors.require(2000);
        Random random = new Random(20_261_128);
        try (Standalone server = Standalone.start(ListenOptions.builder(), Dispatch.INLINE)) {
            Bystander bystander = new Bystander(server.port());
            byte[] request = RawWebSocket.request(server.port(), "/peers/echo");
            byte[] frames = frames();
            drop(server.port(), request, frames, random, 100);
            int before = FileDescriptors.open();
            drop(server.port(), request, frames, random, CONNECTIONS);
            bystander.isUndisturbed();
            Await.until("only the bystander is left", () -> server.clients() == 1);
            Await.until("the file descriptors are back", () -> FileDescriptors.open() <= before);
            bystander.leave();
            Await.until("nobody is left", () -> server.clients() == 0);
        }
    }

    private static byte[] frames() {
        byte[] text = WireFrame.text("hello").encode(1);
        byte[] both = Arrays.copyOf(text, text.length + 6);
        System.arraycopy(WireFrame.close(new byte[0]).encode(1), 0, both, text.length, 6);
        return both;
    }

    /** Sends a random piece of a conversation, reads a random piece of the answer, and goes, one time in ten with FIN. */
    private static void drop(int port, byte[] request, byte[] frames, Random random, int times) throws IOException {
        byte[] all = Arrays.copyOf(request, request.length + frames.length);
        System.arraycopy(frames, 0, all, request.length, frames.length);
        for (int i = 0; i < times; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            int length =
                    random.nextBoolean() ? all.length - random.nextInt(frames.length + 1) : random.nextInt(all.length);
            socket.getOutputStream().write(all, 0, length);
            if (length >= request.length && random.nextBoolean()) {
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            if (random.nextInt(10) > 0) {
                socket.setSoLinger(true, 0); // no TIME_WAIT
            }
            socket.close();
        }
    }
}
