package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import dev.ws.jakarta.WebSocketSession;
import dev.ws.jakarta.coder.ConnectionCoders;
import jakarta.websocket.EncodeException;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** E-041, E-065, E-081, E-111, E-112. */
class JakartaSessionTest {
    @Test
    void theSessionKnowsItsHandshake() {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();

            assertThat(session.getContainer()).isSameAs(harness.container);
            assertThat(session.getProtocolVersion()).isEqualTo("13");
            assertThat(session.getNegotiatedSubprotocol()).isEqualTo("chat");
            assertThat(session.getNegotiatedExtensions()).isEmpty();
            assertThat(session.isSecure()).isTrue();
            assertThat(session.getRequestURI()).isEqualTo(URI.create("wss://host/a/c?d=e"));
            assertThat(session.getRequestParameterMap()).isEqualTo(Map.of("d", List.of("e"), "b", List.of("c")));
            assertThat(session.getQueryString()).isEqualTo("d=e");
            assertThat(session.getPathParameters()).isEqualTo(Map.of("b", "c"));
            assertThat(session.getUserPrincipal().getName()).isEqualTo("somebody");
            assertThat(session.webSocket().isOpen()).isTrue();
            assertThat(session.isOpen()).isTrue();
            assertThat(WebSocketSession.of(session)).isSameAs(session);
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> session.getRequestParameterMap().clear());
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> session.getPathParameters().clear());
        }
    }

    @Test
    void userPropertiesAreTheSessionsOwnWithBothAddresses() {
        try (SessionHarness harness = new SessionHarness()) {
            harness.properties.put("a", 1);
            harness.endpoint.whenClosed(session ->
                    harness.endpoint.note(session.getUserProperties().get("b").toString()));
            JakartaSession session = harness.open();

            session.getUserProperties().put("b", 2);

            assertThat(harness.properties).isEqualTo(Map.of("a", 1));
            // Only what the application put in is listed and counted.
            assertThat(session.getUserProperties()).hasSize(2).isEqualTo(Map.of("a", 1, "b", 2));
            assertThat(session.getUserProperties().get("jakarta.websocket.endpoint.remoteAddress"))
                    .isEqualTo(SessionHarness.REMOTE);
            assertThat(session.getUserProperties().get("jakarta.websocket.endpoint.localAddress"))
                    .isEqualTo(SessionHarness.LOCAL);
            session.close();
            harness.events("open", "close NORMAL_CLOSURE ", "2");
        }
    }

    @Test
    void limitsMayBeChanged() {
        try (SessionHarness harness = new SessionHarness()) {
            harness.limits(new SessionLimits(1, 2, 1_000_000, 4));
            JakartaSession session = harness.open();
            assertThat(session.getMaxIdleTimeout()).isEqualTo(1_000_000);

            session.setMaxIdleTimeout(-1);
            session.setMaxTextMessageBufferSize(7);

            assertThat(session.getMaxIdleTimeout()).isEqualTo(-1);
            assertThat(session.getMaxTextMessageBufferSize()).isEqualTo(7);
        }
    }

    @Test
    void openSessionsAreThoseOfTheEndpoint() throws Exception {
        OpenSessions peers = new OpenSessions();
        try (SessionHarness one = new SessionHarness().peers(peers);
                SessionHarness two = new SessionHarness().peers(peers)) {
            JakartaSession first =
                    one.open(session -> assertThat(session.getOpenSessions()).containsExactly(session));
            JakartaSession second = two.open();

            assertThat(first.getId()).isNotEqualTo(second.getId());
            assertThat(first.getOpenSessions()).isEqualTo(Set.<Session>of(first, second));
            second.close();
            assertThat(first.getOpenSessions()).isEqualTo(Set.<Session>of(first));
            two.leave();
            one.send(WireFrame.close(1000, ""));
            one.pair.client().shutdownOutput();
            one.closed();
            assertThat(peers.snapshot()).isEmpty();
        }
    }

    @Test
    void aBroadcastReachesAllAndTellsOfEach() {
        OpenSessions peers = new OpenSessions();
        try (SessionHarness one = new SessionHarness().peers(peers);
                SessionHarness two = new SessionHarness().peers(peers);
                SessionHarness three = new SessionHarness().peers(peers)) {
            JakartaSession first = one.open();
            JakartaSession second = two.open();
            JakartaSession slow = three.open();
            three.pair.server().capacity(0);

            Map<Session, CompletableFuture<Void>> text = first.broadcast("a");
            Map<Session, CompletableFuture<Void>> bytes = first.broadcast(ByteBuffer.wrap(new byte[] {'b'}));

            assertThat(text.keySet()).isEqualTo(Set.of(first, second, slow));
            assertThat(text.get(first)).succeedsWithin(30, TimeUnit.SECONDS);
            assertThat(bytes.get(second)).succeedsWithin(30, TimeUnit.SECONDS);
            assertThat(text.get(slow)).isNotDone();
            one.expect("text 'a'", "binary 'b'");
            two.expect("text 'a'", "binary 'b'");
            slow.webSocket().terminate();
            assertThat(text.get(slow)).failsWithin(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void objectsAreDecodedFromWhateverTheyHaveDecodersFor() throws Exception {
        try (SessionHarness harness = new SessionHarness().coders(Beans.all())) {
            MessageHandler.Whole<Beans.Blob> handler = bean -> harness.endpoint.note(bean.value());
            JakartaSession session = harness.open(opened -> opened.addMessageHandler(Beans.Blob.class, handler));
            assertThat(session.getMessageHandlers()).containsExactly(handler);

            harness.send(WireFrame.text("a"), WireFrame.of(Opcode.BINARY, "b"), WireFrame.text(""));

            harness.events("open", "text a", "binary b", "error DecodeException empty");
            session.removeMessageHandler(handler);
            assertThat(session.getMessageHandlers()).isEmpty();
        }
    }

    @Test
    void objectsAreDecodedWhileTheMessageArrives() throws Exception {
        try (SessionHarness harness = new SessionHarness().coders(Beans.all())) {
            harness.open(opened -> opened.addMessageHandler(Beans.Written.class, (MessageHandler.Whole<Beans.Written>)
                    bean -> harness.endpoint.note(bean.value())));

            harness.send(WireFrame.text("a").more());

            harness.events("open", "begins with a");
        }
    }

    @Test
    void aDeclaredDecoderGoesFirst() throws Exception {
        try (SessionHarness harness = new SessionHarness().coders(Beans.all())) {
            harness.open(opened -> opened.addMessageHandler(
                    String.class, (MessageHandler.Whole<String>) text -> harness.endpoint.note(text)));

            harness.send(WireFrame.text("a"));

            harness.events("open", "decoded a");
        }
    }

    @Test
    void numbersAreReadFromText() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open(opened -> opened.addMessageHandler(
                    Integer.class, (MessageHandler.Whole<Integer>) number -> harness.endpoint.note("n " + number)));

            harness.send(WireFrame.text("7"));

            harness.events("open", "n 7");
        }
    }

    @Test
    void theEndIsTheEndOfTheEncoders() {
        try (SessionHarness harness = new SessionHarness().coders(Beans.all())) {
            ConnectionCoders coders = Beans.all();
            JakartaSession session = harness.coders(coders).open();

            session.close();

            harness.closed();
            assertThatExceptionOfType(EncodeException.class)
                    .isThrownBy(() -> EncodedMessage.of(new Beans.Note("a"), coders))
                    .withMessageContaining("the connection is closed");
        }
    }
}
