package dev.ws.it.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Dispatch;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.FileDescriptors;
import dev.ws.it.wire.KeyStores;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.server.ListenOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** TLS handshakes, and the opening handshakes in them, that end after any number of bytes. */
class CutTlsHandshakesIT {
    private static final int MOST = 4000;

    /** How a cut connection goes on. */
    private enum Cut {
        FIN,
        RESET,
        SILENCE
    }

    @Test
    void aHandshakeCutAnywhereLeavesNothingBehindAndDisturbsNobody() throws Exception {
        SSLContext context = KeyStores.context();
        // Without haste: the first handshake of a JVM takes longest.
        try (Standalone server = Standalone.start(ListenOptions.builder().tls(context), Dispatch.INLINE)) {
            assertThat(talk(context, server.port(), MOST, Cut.FIN)).isPositive();
        }
        ListenOptions.Builder options = ListenOptions.builder().tls(context).handshakeTimeout(Duration.ofSeconds(2));
        try (Standalone server = Standalone.start(options, Dispatch.INLINE)) {
            int whole = talk(context, server.port(), MOST, Cut.FIN);
            assertThat(whole).as("bytes of a whole handshake").isBetween(400, MOST - 1);
            int before = FileDescriptors.open();
            for (Cut cut : Cut.values()) {
                // prime steps, so that all kinds of places are hit; silence takes the server's timeout
                for (int bytes = 0; bytes < whole; bytes += cut == Cut.SILENCE ? 211 : 13) {
                    assertThat(talk(context, server.port(), bytes, cut)).isLessThanOrEqualTo(bytes);
                }
                assertThat(talk(context, server.port(), MOST, Cut.FIN))
                        .as("after " + cut)
                        .isBetween(400, MOST - 1);
            }
            Await.until("nobody is left", () -> server.clients() == 0);
            Await.until("the file descriptors are back", () -> FileDescriptors.open() <= before);
        }
    }

    @Test
    void plainTextAndNoiseInPlaceOfTlsEndAlone() throws Exception {
        ListenOptions.Builder options =
                ListenOptions.builder().tls(KeyStores.context()).handshakeTimeout(Duration.ofSeconds(2));
        try (Standalone server = Standalone.start(options, Dispatch.INLINE)) {
            byte[][] starts = {
                RawWebSocket.request(server.port(), "/peers/echo"),
                {0x16, 3, 1, 0x7F, -1, 1, 0, 0, 0},
                {0x16, 3, 3, 0, 4, 2, 0, 0, 0},
                {0x15, 3, 3, 0, 2, 2, 40},
                new byte[20_000]
            };
            for (byte[] start : starts) {
                try (RawWebSocket peer = RawWebSocket.connect(server.port())) {
                    try {
                        peer.write(start);
                    } catch (IOException e) {
                        // refused before all was written
                    }
                    peer.awaitEnd();
                }
            }
            assertThat(talk(KeyStores.context(), server.port(), MOST, Cut.FIN)).isBetween(400, MOST - 1);
        }
    }

    /**
     * A client that speaks through a relay, which lets so many bytes pass to the server; {@return how many it sent}. A
     * client that is not cut has to be answered.
     */
    private static int talk(SSLContext context, int port, int bytes, Cut cut) throws Exception {
        try (ServerSocket relay = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket toServer = new Socket(InetAddress.getLoopbackAddress(), port)) {
            toServer.setSoTimeout((int) RawWebSocket.PATIENCE.toMillis());
            int[] passed = {0};
            CompletableFuture<Boolean> answered = new CompletableFuture<>();
            Thread client = new Thread(() -> answered.complete(isAnswered(context, relay.getLocalPort(), port)));
            client.start();
            try (Socket fromClient = relay.accept()) {
                Thread back = new Thread(() -> copy(toServer, fromClient));
                back.start();
                InputStream in = fromClient.getInputStream();
                OutputStream out = toServer.getOutputStream();
                byte[] buffer = new byte[4096];
                while (passed[0] < bytes) {
                    int count = in.read(buffer, 0, Math.min(buffer.length, bytes - passed[0]));
                    if (count < 0) {
                        break;
                    }
                    out.write(buffer, 0, count);
                    passed[0] += count;
                }
                switch (cut) {
                    case FIN -> toServer.shutdownOutput();
                    case RESET -> reset(toServer);
                    case SILENCE -> {
                        // the server ends it
                    }
                }
                back.join();
            }
            assertThat(answered.get(60, TimeUnit.SECONDS) || bytes < MOST)
                    .as("is answered")
                    .isTrue();
            return passed[0];
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // one of them is gone
        }
    }

    private static boolean isAnswered(SSLContext context, int port, int serverPort) {
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) RawWebSocket.PATIENCE.toMillis());
            socket.getOutputStream().write(RawWebSocket.request(serverPort, "/peers/echo"));
            byte[] head = socket.getInputStream().readNBytes(12);
            return new String(head, StandardCharsets.ISO_8859_1).equals("HTTP/1.1 101");
        } catch (IOException e) {
            return false;
        }
    }
}
