package dev.ws.server;

import dev.ws.HandshakeRequest;
import dev.ws.frame.BufferPool;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.handshake.ServerHandshake;
import dev.ws.http.HttpHeadParser;
import dev.ws.http.HttpRequestHead;
import dev.ws.http.HttpSyntaxException;
import dev.ws.transport.SocketTransport;
import dev.ws.transport.TransportEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An accepted socket from its first byte until it is a WebSocket connection or gone. Everything happens on the thread of
 * its selector loop; decisions made elsewhere and timers come back to it. Nothing waits for ever:
 *
 * <table>
 * <caption>Phases</caption>
 * <tr><th>phase</th><th>what happens</th><th>ends at the latest</th></tr>
 * <tr><td>READING</td><td>the head comes in</td><td>by the handshake timeout: 408, or silence when nothing came</td></tr>
 * <tr><td>DECIDING</td><td>a server decides; it is noticed when the client goes</td><td>by the server's timeout: 503</td></tr>
 * <tr><td>ANSWERING</td><td>the answer goes out</td><td>by the handshake timeout: cut</td></tr>
 * <tr><td>LINGERING</td><td>after a refusal: what still comes is dropped, as an RST would destroy the answer</td>
 *     <td>after 2 seconds or 256 KiB</td></tr>
 * <tr><td>OVER</td><td>handed over to the connection, or closed</td><td></td></tr>
 * </table>
 */
final class HttpExchange implements TransportEvents {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.server");
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final int MOST_DROPPED = 256 * 1024;

    private enum Phase {
        READING,
        DECIDING,
        ANSWERING,
        LINGERING,
        OVER
    }

    private final HttpListener listener;
    private final SocketTransport transport;
    private final HttpHeadParser<HttpRequestHead> parser;

    // All of these: loop.
    private Phase phase = Phase.READING;
    private volatile @Nullable HandshakeRequest request; // any reads
    private boolean withBody = true;
    private ByteBuffer answer = ByteBuffer.allocate(0); // what is left of it
    private Upgrade.@Nullable Accepted accepted; // to be opened when the answer is out
    private int dropped;
    private @Nullable Future<?> timer;

    HttpExchange(HttpListener listener, SocketTransport transport) {
        this.listener = listener;
        this.transport = transport;
        this.parser = HttpHeadParser.forRequests(listener.options().limits());
    }

    @Override
    public String toString() {
        HandshakeRequest asked = request;
        return "the handshake " + (asked == null ? "" : asked + " ") + "of " + transport.remoteAddress();
    }

    /** Begins to read. */
    void begin() {
        transport.start(this);
        arm(listener.options().handshakeTimeout());
        transport.awaitReadable();
    }

    /** The listener closes: no new handshake is begun. Any thread. */
    void listenerClosed() {
        transport.execute(() -> {
            if (phase == Phase.READING) {
                readable(); // what has come already is to be answered, not reset
            }
            if (phase == Phase.READING && !parser.started()) {
                transport.close();
            } else if (phase == Phase.READING || phase == Phase.DECIDING) {
                refuse(HandshakeResponse.refuse(503));
            }
        });
    }

    // --- events ------------------------------------------------------------------------------------------------------

    @Override
    public void readable() {
        BufferPool buffers = listener.runtime().buffers();
        ByteBuffer buffer = buffers.small();
        try {
            switch (phase) {
                case READING -> readHead(buffer);
                case DECIDING -> watch(buffer);
                case LINGERING -> drop(buffer);
                case ANSWERING, OVER -> {}
            }
        } catch (IOException broken) {
            transport.close(); // not cut: a TLS alert may be on its way
        } finally {
            buffers.release(buffer);
        }
    }

    @Override
    public void writable() {
        if (phase == Phase.ANSWERING) {
            sendOn();
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        Upgrade.Accepted unopened = accepted;
        over();
        if (unopened != null) {
            unopened.abandon(cause == null ? new IOException("the client did not take the answer") : cause);
        }
    }

    private void over() {
        phase = Phase.OVER;
        accepted = null;
        disarm();
        listener.ended(this);
    }

    // --- the timer ---------------------------------------------------------------------------------------------------

    private void arm(Duration limit) {
        disarm();
        if (limit.isZero()) {
            return;
        }
        Phase during = phase;
        try {
            timer = listener.runtime().schedule(() -> transport.execute(() -> expired(during)), limit);
        } catch (RejectedExecutionException runtimeClosed) {
            transport.abort();
        }
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void expired(Phase during) {
        if (phase != during) {
            return; // it came just in time
        }
        if (phase == Phase.READING && parser.started()) {
            refuse(HandshakeResponse.refuse(408));
        } else if (phase == Phase.ANSWERING) {
            transport.abort();
        } else {
            transport.close();
        }
    }

    // --- the request -------------------------------------------------------------------------------------------------

    private void readHead(ByteBuffer buffer) throws IOException {
        while (true) {
            int count = transport.read(buffer.clear());
            if (count == 0) {
                transport.awaitReadable();
                return;
            }
            if (count < 0) {
                cutOff();
                return;
            }
            HttpRequestHead head;
            try {
                head = parser.parse(buffer.flip());
            } catch (HttpSyntaxException e) {
                refuse(malformed(e));
                return;
            }
            if (head != null) {
                transport.unread(buffer); // frames that came along
                requested(head);
                return;
            }
        }
    }

    private void cutOff() {
        if (parser.started()) {
            refuse(HandshakeResponse.refuse(400));
        } else {
            transport.close();
        }
    }

    private void requested(HttpRequestHead head) {
        disarm();
        withBody = !head.method().equals("HEAD");
        HandshakeRequest asked;
        try {
            asked = RequestSnapshot.of(head, transport);
        } catch (HttpSyntaxException e) {
            refuse(malformed(e));
            return;
        }
        request = asked;
        if (!ServerHandshake.isUpgradeRequest(asked)) {
            refuse(HandshakeResponse.upgradeRequired());
            return;
        }
        phase = Phase.DECIDING;
        CompletionStage<Optional<Upgrade>> decision = listener.decide(asked);
        CompletableFuture<Optional<Upgrade>> made = decision.toCompletableFuture();
        if (made.isDone()) {
            decided(made.join());
        } else {
            transport.awaitReadable();
            decision.thenAccept(late -> {
                if (!transport.execute(() -> decided(late))) {
                    abandon(late);
                }
            });
        }
    }

    // While others decide: is the client still there? One that sends before it was answered is not watched further.
    private void watch(ByteBuffer buffer) throws IOException {
        int count = transport.read(buffer);
        if (count < 0) {
            transport.close(); // B-038
        } else if (count == 0) {
            transport.awaitReadable();
        } else {
            transport.unread(buffer.flip());
        }
    }

    private void decided(Optional<Upgrade> decision) {
        if (phase != Phase.DECIDING) {
            abandon(decision);
        } else if (decision.isEmpty()) {
            transport.close();
        } else if (decision.get() instanceof Upgrade.Accepted welcome) {
            accept(welcome);
        } else {
            refuse(decision.get().response());
        }
    }

    private static void abandon(Optional<Upgrade> decision) {
        if (decision.isPresent() && decision.get() instanceof Upgrade.Accepted accepted) {
            accepted.abandon(new IOException("the client was gone before the decision"));
        }
    }

    // --- the answer --------------------------------------------------------------------------------------------------

    private void accept(Upgrade.Accepted welcome) {
        try {
            answer = HttpAnswer.accept(welcome.response());
        } catch (IllegalArgumentException unfit) {
            welcome.abandon(unfit);
            LOGGER.log(System.Logger.Level.WARNING, "the answer to " + this + " could not be written", unfit);
            refuse(HandshakeResponse.refuse(500));
            return;
        }
        accepted = welcome;
        send();
    }

    private static HandshakeResponse malformed(HttpSyntaxException fault) {
        return HandshakeResponse.refuse(fault.status(), String.valueOf(fault.getMessage()));
    }

    private void refuse(HandshakeResponse response) {
        try {
            answer = HttpAnswer.refuse(response, withBody);
        } catch (IllegalArgumentException unfit) {
            LOGGER.log(System.Logger.Level.WARNING, "the answer to " + this + " could not be written", unfit);
            answer = HttpAnswer.refuse(HandshakeResponse.refuse(500), withBody);
        }
        send();
    }

    private void send() {
        disarm();
        phase = Phase.ANSWERING;
        sendOn();
        if (phase == Phase.ANSWERING) {
            arm(listener.options().handshakeTimeout());
        }
    }

    private void sendOn() {
        try {
            transport.write(answer);
            if (answer.hasRemaining() || !transport.flush()) {
                return;
            }
        } catch (IOException gone) {
            transport.abort();
            return;
        }
        if (accepted == null) {
            linger();
        } else {
            open(accepted);
        }
    }

    private void open(Upgrade.Accepted welcome) {
        over();
        try {
            welcome.open(transport);
        } catch (IllegalStateException tooLate) {
            LOGGER.log(System.Logger.Level.DEBUG, this + " came after the end of its server", tooLate);
        }
    }

    private void linger() {
        phase = Phase.LINGERING;
        arm(LINGER);
        transport.shutdownOutput();
        transport.awaitReadable();
    }

    private void drop(ByteBuffer buffer) throws IOException {
        int count = transport.read(buffer);
        while (count > 0 && dropped <= MOST_DROPPED) {
            dropped += count;
            count = transport.read(buffer.clear());
        }
        if (count == 0) {
            transport.awaitReadable();
        } else {
            transport.close();
        }
    }
}
