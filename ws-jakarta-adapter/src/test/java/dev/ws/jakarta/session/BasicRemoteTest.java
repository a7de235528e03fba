package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.transport.Waiting;
import jakarta.websocket.EncodeException;
import jakarta.websocket.RemoteEndpoint;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** E-044, E-086, E-100. */
class BasicRemoteTest {
    private final SessionHarness harness = new SessionHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void wholeMessagesAreSent() throws Exception {
        RemoteEndpoint.Basic remote = harness.open().getBasicRemote();
        ByteBuffer data = bytes("b");

        remote.sendText("a");
        remote.sendBinary(data);

        assertThat(data.hasRemaining()).isFalse();
        harness.expect("text 'a'", "binary 'b'");
    }

    @Test
    void partsMakeOneMessage() throws Exception {
        RemoteEndpoint.Basic remote = harness.open().getBasicRemote();
        ByteBuffer data = bytes("x");

        remote.sendText("a", false);
        remote.sendText("b", false);
        remote.sendText("c", true);
        remote.sendBinary(data, false);
        remote.sendBinary(bytes("y"), true);
        remote.sendText("d", true);

        assertThat(data.hasRemaining()).isFalse();
        harness.expect("text+ 'a'", "cont+ 'b'", "cont 'c'", "binary+ 'x'", "cont 'y'", "text 'd'");
    }

    @Test
    void streamsMakeOneMessage() throws Exception {
        RemoteEndpoint.Basic remote = harness.open().getBasicRemote();

        try (Writer writer = remote.getSendWriter()) {
            writer.append("a");
            writer.flush();
            writer.append("b");
        }
        try (OutputStream stream = remote.getSendStream()) {
            stream.write('c');
            stream.flush();
            stream.write(new byte[] {'d', 'e'});
        }
        remote.sendText("f");

        harness.expect("text+ 'a'", "cont 'b'", "binary+ 'c'", "cont 'de'", "text 'f'");
    }

    @Test
    void insideAMessageThatIsSentInPartsItsThreadMaySendNothingElse() throws Exception {
        RemoteEndpoint.Basic remote = harness.open().getBasicRemote();

        remote.sendText("a", false);

        assertThatIllegalStateException()
                .isThrownBy(() -> remote.sendText("b"))
                .withMessage("another message is being sent part by part");
        assertThatIllegalStateException().isThrownBy(() -> remote.sendBinary(bytes("b")));
        assertThatIllegalStateException().isThrownBy(() -> remote.sendBinary(bytes("b"), false));
        assertThatIllegalStateException().isThrownBy(() -> remote.sendObject(1));
        assertThatIllegalStateException().isThrownBy(remote::getSendStream);
        assertThatIllegalStateException().isThrownBy(remote::getSendWriter);
        remote.sendPing(bytes("p"));
        remote.sendText("c", true);
        remote.sendText("d");
        harness.expect("text+ 'a'", "ping 'p'", "cont 'c'", "text 'd'");
    }

    @Test
    void insideAStreamNoPartMayBeSent() throws Exception {
        RemoteEndpoint.Basic remote = harness.open().getBasicRemote();

        OutputStream stream = remote.getSendStream();

        assertThatIllegalStateException().isThrownBy(() -> remote.sendText("b", false));
        assertThatIllegalStateException().isThrownBy(() -> remote.sendText("b"));
        stream.close();
        stream.close();
        remote.sendText("b");
        harness.expect("binary ''", "text 'b'");
    }

    @Test
    void messagesOfOtherThreadsWaitForTheLastPart() throws Exception {
        JakartaSession session = harness.open();
        RemoteEndpoint.Basic remote = session.getBasicRemote();
        CountDownLatch sent = new CountDownLatch(1);

        remote.sendText("a", false);
        Waiting.inBackground(() -> {
            remote.sendText("other");
            sent.countDown();
        });
        Waiting.until(() -> session.webSocket().bufferedAmount() > 0);
        assertThat(sent.getCount()).isEqualTo(1);
        remote.sendText("b", true);

        Waiting.await(sent);
        harness.expect("text+ 'a'", "cont 'b'", "text 'other'");
    }

    @Test
    void aPeerThatDoesNotReadEndsTheWait() {
        harness.properties.put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 1L);
        harness.pair.server().capacity(0);
        JakartaSession session = harness.open();
        RemoteEndpoint.Basic remote = session.getBasicRemote();

        assertThatIOException().isThrownBy(() -> remote.sendText("a")).withMessageContaining("within 1 ms");

        Waiting.until(() -> !session.isOpen());
    }

    @Test
    void theTimeoutFollowsTheUserProperty() throws Exception {
        harness.options(options -> options.sendTimeout(Duration.ofMillis(1)));
        JakartaSession session = harness.open();
        session.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", -1); // for ever
        harness.pair.server().capacity(0);
        CountDownLatch sent = new CountDownLatch(1);

        Waiting.inBackground(() -> {
            session.getBasicRemote().sendText("a");
            sent.countDown();
        });
        Waiting.until(() -> session.webSocket().bufferedAmount() > 0);
        harness.pair.server().capacity(Long.MAX_VALUE);

        Waiting.await(sent);
        harness.expect("text 'a'");
    }

    @Test
    void pingsAndPongsAreSent() throws Exception {
        RemoteEndpoint.Basic remote = harness.open().getBasicRemote();
        ByteBuffer payload = bytes("a");

        remote.sendPing(payload);
        remote.sendPong(bytes("b"));

        assertThat(payload.hasRemaining()).isFalse();
        harness.expect("ping 'a'", "pong 'b'");
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendPing(ByteBuffer.allocate(126)));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendPong(ByteBuffer.allocate(126)));
    }

    @Test
    void afterTheEndSendsFail() throws Exception {
        JakartaSession session = harness.open();
        RemoteEndpoint.Basic remote = session.getBasicRemote();
        Writer writer = remote.getSendWriter();
        session.close();

        assertThatIOException().isThrownBy(writer::close);
        assertThatIOException().isThrownBy(() -> remote.sendText("a"));
        assertThatIOException().isThrownBy(() -> remote.sendBinary(bytes("a")));
        assertThatIOException().isThrownBy(() -> remote.sendText("a", true));
        assertThatIOException().isThrownBy(() -> remote.sendBinary(bytes("a"), true));
        assertThatIOException().isThrownBy(remote::getSendStream);
        assertThatIOException().isThrownBy(remote::getSendWriter);
        assertThatIOException().isThrownBy(() -> remote.sendPing(bytes("a")));
        assertThatIOException().isThrownBy(() -> remote.sendPong(bytes("a")));
        harness.expect("close 1000 ");
    }

    @Test
    void nothingIsNoMessage() {
        RemoteEndpoint.Basic remote = harness.open().getBasicRemote();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> remote.sendText(null))
                .withMessage("text is null");
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendBinary(null));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendText(null, true));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendBinary(null, true));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendObject(null));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendPing(null));
        assertThatIllegalArgumentException().isThrownBy(() -> remote.sendPong(null));
    }

    @Test
    void objectsAreEncoded() throws Exception {
        RemoteEndpoint.Basic remote = harness.coders(Beans.all()).open().getBasicRemote();

        remote.sendObject(new Beans.Note("one"));
        remote.sendObject(new Beans.Blob("two"));
        remote.sendObject(new Beans.Written("three"));
        remote.sendObject(new Beans.Streamed("four"));
        remote.sendObject(5);

        harness.expect("text 'one'", "binary 'two'", "text 'three'", "binary 'four'", "text '5'");
        assertThatThrownBy(() -> remote.sendObject(new Beans.Broken(""))).isInstanceOf(EncodeException.class);
        assertThatThrownBy(() -> remote.sendObject(this)).isInstanceOf(EncodeException.class);
        assertThat(harness.frames()).isEmpty();
    }

    @Test
    void aBatchIsHeldBackUntilItIsFlushed() throws Exception {
        RemoteEndpoint.Basic remote = harness.open().getBasicRemote();
        assertThat(remote.getBatchingAllowed()).isFalse();
        remote.setBatchingAllowed(true);
        assertThat(remote.getBatchingAllowed()).isTrue();

        remote.sendText("a");
        remote.sendText("b");
        assertThat(harness.frames()).isEmpty();
        remote.flushBatch();
        harness.expect("text 'a'", "text 'b'");
        remote.sendText("c");
        assertThat(harness.frames()).isEmpty();
        remote.setBatchingAllowed(false);
        harness.expect("text 'c'");
        remote.sendText("d");
        remote.flushBatch();
        harness.expect("text 'd'");
    }

    @Test
    void aBatchGoesOutBeforeTheCloseFrame() throws Exception {
        JakartaSession session = harness.open();
        session.getBasicRemote().setBatchingAllowed(true);
        session.getBasicRemote().sendText("a");

        session.close();

        harness.expect("text 'a'", "close 1000 ");
    }
}
