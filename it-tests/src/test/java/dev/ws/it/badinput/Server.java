package dev.ws.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.Bystander;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;

/** The server of a test, with a bystander on it, and what the server says about its connections. */
final class Server {
    private static final AtomicInteger IDS = new AtomicInteger();

    private final int port;
    private final Bystander bystander;

    Server(Host host) throws IOException {
        this.port = host.port();
        this.bystander = new Bystander(port);
    }

    int port() {
        return port;
    }

    Bystander bystander() {
        return bystander;
    }

    static String newId() {
        return "id" + IDS.incrementAndGet();
    }

    /** A connection whose events can be asked for. */
    RawWebSocket open(String path, String id) throws IOException {
        return RawWebSocket.open(port, path + "?id=" + id);
    }

    RawWebSocket open(String path) throws IOException {
        return RawWebSocket.open(port, path);
    }

    /** Waits until a connection ended, and tells what it saw. */
    String eventsOf(String id) throws Exception {
        try (RawWebSocket asker = open("/peers/events")) {
            String[] events = {""};
            Await.until("the end of " + id, () -> {
                asker.send(WireFrame.text(id));
                events[0] = asker.readMessage().payloadText();
                return events[0].contains("close ");
            });
            return events[0];
        }
    }

    /** Waits until nobody is connected but the bystander. */
    void isLeftAlone(String servlet, int others) throws Exception {
        try (RawWebSocket asker = open(servlet + "/connections")) {
            int expected = others + 1; // the asker
            String[] count = {""};
            Await.until("only " + others + " connections are left", () -> {
                asker.send(WireFrame.text("?"));
                count[0] = asker.readMessage().payloadText();
                return count[0].equals("" + expected);
            });
        }
    }

    /** A close frame with this code, that says why in a few words. */
    static void failed(WireFrame close, int code) {
        assertThat(close.opcode()).isEqualTo(WireFrame.CLOSE);
        assertThat(close.closeCode()).isEqualTo(code);
        assertThat(close.payload()).hasSizeBetween(3, 125);
    }

    /** Reads the close frame that fails a connection, and the end after it, without answering. */
    static void fails(RawWebSocket peer, int code) throws IOException {
        failed(peer.read(), code);
        endsWithoutMore(peer);
    }

    /** Nothing comes any more but the end; a reset will do, as the peer has bytes that nobody read. */
    static void endsWithoutMore(RawWebSocket peer) throws IOException {
        try {
            WireFrame more = peer.read();
            throw new AssertionError("after the close frame came " + more);
        } catch (EOFException | SocketException e) {
            // the end
        }
    }

    /** The end of a test: the bystander was never disturbed, and nobody else is left. */
    void leave() throws Exception {
        bystander.leave();
        isLeftAlone("/peers", 0);
        isLeftAlone("/limits", 0);
    }
}
