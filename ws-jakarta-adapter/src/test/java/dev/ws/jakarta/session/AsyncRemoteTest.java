package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.CloseCode;
import dev.ws.transport.Waiting;
import jakarta.websocket.EncodeException;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.io.Writer;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** E-044, E-083, E-086. */
class AsyncRemoteTest {
    private final SessionHarness harness = new SessionHarness();
    private final List<SendResult> results = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        harness.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void messagesAreSent() throws Exception {
        RemoteEndpoint.Async remote = harness.open().getAsyncRemote();
        ByteBuffer data = bytes("b");

        Future<Void> text = remote.sendText("a");
        Future<Void> binary = remote.sendBinary(data);
        remote.sendText("c", results::add);
        remote.sendBinary(bytes("d"), results::add);

        assertThat(text.get()).isNull();
        assertThat(binary.get()).isNull();
        assertThat(data.hasRemaining()).isFalse();
        assertThat(results).hasSize(2).allMatch(SendResult::isOK);
        harness.expect("text 'a'", "binary 'b'", "text 'c'", "binary 'd'");
    }

    @Test
    void theResultKnowsItsSessionWhereTheApiDoes() throws Exception {
        JakartaSession session = harness.open();

        session.getAsyncRemote().sendText("a", results::add);

        Method ofApi22 = null;
        for (Method method : SendResult.class.getMethods()) {
            ofApi22 = method.getName().equals("getSession") ? method : ofApi22;
        }
        if (ofApi22 != null) {
            assertThat(ofApi22.invoke(results.get(0))).isSameAs(session);
        }
        assertThat(results).hasSize(1).allMatch(SendResult::isOK);
    }

    @Test
    void sendsWaitForTheirTurnAndThePeer() throws Exception {
        JakartaSession session = harness.open();
        RemoteEndpoint.Async remote = session.getAsyncRemote();
        Writer writer = session.getBasicRemote().getSendWriter();

        Future<Void> waiting = remote.sendText("b");
        assertThat(waiting).isNotDone();
        writer.write("a");
        writer.close();

        assertThat(waiting).succeedsWithin(30, TimeUnit.SECONDS);
        harness.pair.server().capacity(0);
        Future<Void> stuck = remote.sendText("c");
        assertThat(stuck).isNotDone();
        harness.pair.server().capacity(Long.MAX_VALUE);
        assertThat(stuck).succeedsWithin(30, TimeUnit.SECONDS);
        harness.expect("text 'a'", "text 'b'", "text 'c'");
    }

    @Test
    void aMessageThatTakesTooLongEndsTheConnection() {
        harness.limits(new SessionLimits(0, 0, 0, 5));
        harness.pair.server().capacity(0);
        JakartaSession session = harness.open();
        RemoteEndpoint.Async remote = session.getAsyncRemote();
        assertThat(remote.getSendTimeout()).isEqualTo(5);
        remote.setSendTimeout(1);
        assertThat(remote.getSendTimeout()).isEqualTo(1);

        remote.sendText("a", results::add);

        Waiting.until(() -> !results.isEmpty());
        assertThat(results.get(0).getException())
                .isInstanceOf(IOException.class)
                .hasMessage("the message was not written within the send timeout");
        Waiting.until(() -> harness.endpoint.events.size() == 2);
        assertThat(harness.endpoint.events.get(1)).startsWith("close CLOSED_ABNORMALLY");
        assertThat(results).hasSize(1);
    }

    private JakartaSession behindASlowPeer(OutboundPolicy.Action action) {
        harness.limits(new SessionLimits(0, 0, 0, 0, new OutboundPolicy(action, 10), CloseCode.NO_STATUS));
        harness.pair.server().capacity(0);
        JakartaSession session = harness.open();
        session.getAsyncRemote().sendText("the first may be larger", results::add);
        assertThat(results).isEmpty();
        return session;
    }

    @Test
    void withoutAPolicyMessagesQueueUp() throws Exception {
        RemoteEndpoint.Async remote =
                behindASlowPeer(OutboundPolicy.Action.NONE).getAsyncRemote();
        remote.sendText("b", results::add);
        assertThat(results).isEmpty();

        harness.pair.server().capacity(Long.MAX_VALUE);
        harness.expect("text 'the first may be larger'", "text 'b'");
    }

    @Test
    void messagesToASlowPeerAreDropped() throws Exception {
        JakartaSession session = behindASlowPeer(OutboundPolicy.Action.DROP);
        RemoteEndpoint.Async remote = session.getAsyncRemote();

        assertThat(remote.sendBinary(bytes("b")))
                .failsWithin(0, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("reads too slowly");
        assertThat(session.broadcast("c").get(session)).isCompletedExceptionally();
        harness.pair.server().capacity(Long.MAX_VALUE);
        Waiting.until(() -> results.size() == 1);
        remote.sendText("d", results::add);
        harness.expect("text 'the first may be larger'", "text 'd'");
    }

    @Test
    void aSlowPeerIsSentAway() throws Exception {
        RemoteEndpoint.Async remote =
                behindASlowPeer(OutboundPolicy.Action.CLOSE).getAsyncRemote();

        assertThat(remote.sendText("b")).failsWithin(0, TimeUnit.SECONDS);
        harness.pair.server().capacity(Long.MAX_VALUE);
        harness.expect("text 'the first may be larger'", "close 1013 the peer reads too slowly");
    }

    @Test
    void theSenderWaitsForASlowPeer() throws Exception {
        RemoteEndpoint.Async remote =
                behindASlowPeer(OutboundPolicy.Action.BLOCK).getAsyncRemote();
        Thread sender = new Thread(() -> remote.sendText("b", results::add));
        sender.start();
        Waiting.until(() -> sender.getState() == Thread.State.TIMED_WAITING);

        harness.pair.server().capacity(Long.MAX_VALUE);
        sender.join();
        assertThat(results).hasSize(2).allMatch(SendResult::isOK);
        harness.expect("text 'the first may be larger'", "text 'b'");
    }

    @Test
    void afterTheEndTheResultIsAFailure() throws Exception {
        JakartaSession session = harness.open();
        RemoteEndpoint.Async remote = session.getAsyncRemote();
        session.close();

        remote.sendText("a", results::add);

        assertThat(results).hasSize(1);
        assertThat(results.get(0).isOK()).isFalse();
        assertThat(remote.sendBinary(bytes("a")))
                .failsWithin(0, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class);
    }

    @Test
    void aHandlerThatThrowsHarmsNobody() throws Exception {
        RemoteEndpoint.Async remote = harness.open().getAsyncRemote();

        remote.sendText("a", result -> {
            throw new IllegalStateException("handler");
        });
        remote.sendText("b", results::add);

        assertThat(results).hasSize(1);
        harness.expect("text 'a'", "text 'b'");
    }

    @Test
    void objectsAreEncoded() throws Exception {
        RemoteEndpoint.Async remote = harness.coders(Beans.all()).open().getAsyncRemote();

        assertThat(remote.sendObject(new Beans.Note("one"))).succeedsWithin(30, TimeUnit.SECONDS);
        remote.sendObject(new Beans.Note("one"), results::add);
        remote.sendObject(new Beans.Broken(""), results::add);

        assertThat(results).hasSize(2);
        assertThat(results.get(0).isOK()).isTrue();
        assertThat(results.get(1).getException()).isInstanceOf(EncodeException.class);
        assertThat(remote.sendObject(new Beans.Broken("")))
                .failsWithin(0, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(EncodeException.class);
        harness.expect("text 'one'", "text 'one'");
    }

    @Test
    void nothingIsNoMessage() {
        RemoteEndpoint.Async remote = harness.open().getAsyncRemote();

        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendText(null));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendText(null, results::add));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendText("a", null));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendBinary(null));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendBinary(null, results::add));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendBinary(bytes("a"), null));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendObject(null));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendObject(null, results::add));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendObject(1, null));
        assertThat(harness.frames()).isEmpty();
    }

    @Test
    void aMessageInTheBatchIsSent() throws Exception {
        RemoteEndpoint.Async remote = harness.open().getAsyncRemote();
        remote.setBatchingAllowed(true);

        assertThat(remote.sendText("a")).succeedsWithin(30, TimeUnit.SECONDS);

        assertThat(harness.frames()).isEmpty();
        remote.flushBatch();
        harness.expect("text 'a'");
    }
}
