package dev.ws.it.servers;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How a peer goes away. */
enum Death {
    /** FIN, without a closing handshake. */
    FIN {
        @Override
        void die(AppServer server, String path) throws IOException {
            try (RawWebSocket peer = spoken(server, path)) {
                peer.finish();
                peer.awaitEnd();
            }
        }
    },
    /** FIN before anything was sent. */
    MUTE {
        @Override
        void die(AppServer server, String path) throws IOException {
            try (RawWebSocket peer = server.open(path)) {
                peer.finish();
                peer.awaitEnd();
            }
        }
    },
    /** A message with FIN right behind it; the echo is not waited for. */
    FIN_BEHIND_DATA {
        @Override
        void die(AppServer server, String path) throws IOException {
            try (RawWebSocket peer = server.open(path)) {
                peer.send(WireFrame.text("last words"));
            }
        }
    },
    /** RST on an idle connection. */
    RST {
        @Override
        void die(AppServer server, String path) throws IOException {
            spoken(server, path).reset();
        }
    },
    /** RST behind the request, before the answer is read, or made. */
    RST_BEHIND_REQUEST {
        @Override
        void die(AppServer server, String path) throws IOException {
            RawWebSocket peer = RawWebSocket.connect(server.port());
            peer.write(server.request(path));
            peer.reset();
        }
    },
    /** RST while the server sends. */
    RST_WHILE_RECEIVING {
        @Override
        void die(AppServer server, String path) throws IOException {
            RawWebSocket peer = server.open(path);
            peer.send(WireFrame.binary(RawWebSocket.pattern(1 << 20)));
            peer.skip(1000);
            peer.reset();
        }
    },
    /** The end in the middle of a frame. */
    HALF_FRAME {
        @Override
        void die(AppServer server, String path) throws IOException {
            try (RawWebSocket peer = spoken(server, path)) {
                peer.write(WireFrame.text("never said").header(16, 5000, 0x01020304));
                peer.finish();
                peer.awaitEnd();
            }
        }
    },
    /** A close frame and FIN in one segment, as far as that can be had. */
    CLOSE_AND_FIN {
        @Override
        void die(AppServer server, String path) throws IOException {
            try (RawWebSocket peer = spoken(server, path)) {
                peer.send(WireFrame.close(1000));
                peer.finish();
                peer.awaitEnd();
            }
        }
    },
    /** A close frame, and then the peer waits for the server to end the connection. */
    CLOSE {
        @Override
        void die(AppServer server, String path) throws IOException {
            try (RawWebSocket peer = spoken(server, path)) {
                peer.send(WireFrame.close(1000));
                peer.awaitEnd();
            }
        }
    },
    /** Sends and does not read until the server gives up. Wants an impatient server. */
    STALL {
        @Override
        void die(AppServer server, String path) throws IOException {
            try (RawWebSocket peer = RawWebSocket.connect(server.port(), 4096)) {
                peer.write(server.request(path));
                peer.readAnswer();
                byte[] megabyte = peer.encode(WireFrame.binary(RawWebSocket.pattern(1 << 20)));
                Thread closer = new Thread(() -> giveUp(peer));
                closer.start();
                try {
                    // until the server cuts the connection, or we do
                    for (int i = 0; i < 200; i++) {
                        peer.write(megabyte);
                    }
                } finally {
                    closer.interrupt();
                }
            }
        }
    },
    /** Sends nothing, answers nothing, stays. Wants an impatient server. */
    SILENCE {
        @Override
        void die(AppServer server, String path) throws IOException {
            try (RawWebSocket peer = server.open(path)) {
                peer.awaitEnd();
            }
        }
    };

    /** The ways that need a server with a heartbeat and a time limit for writing. */
    static final List<Death> SLOW = List.of(STALL, SILENCE);

    abstract void die(AppServer server, String path) throws IOException;

    private static RawWebSocket spoken(AppServer server, String path) throws IOException {
        RawWebSocket peer = server.open(path);
        peer.send(WireFrame.text("here"));
        WireFrame echo = peer.read();
        while (echo.opcode() == WireFrame.PING) {
            echo = peer.read();
        }
        if (!echo.equals(WireFrame.text("here"))) {
            throw new AssertionError("not the echo but " + echo);
        }
        return peer;
    }

    private static void giveUp(RawWebSocket peer) {
        try {
            TimeUnit.SECONDS.sleep(15);
            peer.close();
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
