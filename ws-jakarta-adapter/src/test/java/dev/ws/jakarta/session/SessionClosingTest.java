package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ws.CloseCode;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import dev.ws.transport.Waiting;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E-045, E-070, E-074, E-087, E-101, E-103. */
class SessionClosingTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "1000, close NORMAL_CLOSURE bye, close 1000 bye",
        "1001, close GOING_AWAY bye, close 1001 bye",
        "1008, close VIOLATED_POLICY bye, close 1008 bye",
        "1013, close TRY_AGAIN_LATER bye, close 1013 bye"
    })
    void theCodeOfThePeerIsToldAndEchoed(int code, String told, String echoed) throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open();

            harness.send(WireFrame.close(code, "bye"));
            harness.pair.client().shutdownOutput();

            harness.events("open", told);
            assertThat(harness.frames().get(0)).startsWith("close " + code).isSubstringOf(echoed + " ");
            harness.closed();
        }
    }

    @Test
    void aCodeOfTheApplicationIsTold() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open();

            harness.send(WireFrame.close(4001, "bye"));
            harness.pair.client().shutdownOutput();

            Waiting.until(() -> harness.endpoint.events.size() == 2);
            assertThat(harness.endpoint.events.get(1)).startsWith("close ").endsWith(" bye");
        }
    }

    @Test
    void onCloseDoesNotWaitForTheEndOfTheConnection() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open();

            harness.send(WireFrame.close(1000, "bye"));

            harness.events("open", "close NORMAL_CLOSURE bye");
        }
    }

    @Test
    void anEmptyCloseFrameIsNoStatusCode() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open();

            harness.send(WireFrame.of(Opcode.CLOSE, ""));
            harness.pair.client().shutdownOutput();

            harness.events("open", "close NO_STATUS_CODE ");
        }
    }

    @Test
    void anEmptyCloseFrameIsWhatTheEndpointWasPromised() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.limits(new SessionLimits(0, 0, 0, 0, OutboundPolicy.NONE, CloseCode.NORMAL));
            harness.open();

            harness.send(WireFrame.of(Opcode.CLOSE, ""));
            harness.pair.client().shutdownOutput();

            harness.events("open", "close NORMAL_CLOSURE ");
            harness.expect("close ''");
        }
    }

    @Test
    void aLostConnectionIsClosedAbnormally() {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();

            harness.pair.client().abort();

            Waiting.until(() -> harness.endpoint.events.size() == 2);
            assertThat(harness.endpoint.events.get(1)).startsWith("close CLOSED_ABNORMALLY");
            assertThat(session.isOpen()).isFalse();
            harness.closed();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "1000, NORMAL_CLOSURE, close 1000 now",
        "1009, TOO_BIG, close 1009 now",
        "1005, NO_STATUS_CODE, close ''",
        "1006, CLOSED_ABNORMALLY, close 1002 now",
        "1015, TLS_HANDSHAKE_FAILURE, close 1002 now"
    })
    void theApplicationsCodeIsToldBeforeCloseReturns(int code, String name, String frame) throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();

            session.close(new CloseReason(CloseCodes.getCloseCode(code), "now"));

            assertThat(harness.endpoint.events).containsExactly("open", "close " + name + " now");
            assertThat(session.isOpen()).isFalse();
            assertThat(harness.frames()).containsExactly(frame);
            assertThat(harness.ended).hasValue(1);
            harness.leave();
            session.close();
            Waiting.until(() -> session.webSocket().closeCause() != null
                    || harness.pair.server().isClosed());
            assertThat(harness.endpoint.events).hasSize(2);
            assertThat(harness.ended).hasValue(1);
        }
    }

    @Test
    void aCodeThatIsNoneIsRefused() {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> session.close(new CloseReason(() -> 999, "")))
                    .withMessage("close code is 999, must be 1000 to 1003, 1007 to 1014 or 3000 to 4999");
            assertThatIllegalArgumentException().isThrownBy(() -> session.close(null));
            assertThat(session.isOpen()).isTrue();
        }
    }

    @Test
    void aCloseInsideAHandlerIsToldAfterIt() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open(session -> session.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {
                close(session);
                harness.endpoint.note("end of " + text);
            }));

            harness.send(WireFrame.text("a"), WireFrame.text("b"));

            harness.events("open", "end of a", "close NORMAL_CLOSURE ");
            harness.expect("close 1000 ");
        }
    }

    @Test
    void aCloseInsideOnOpenIsToldAfterIt() {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open(session -> {
                session.close();
                harness.endpoint.note("end of open");
            });

            harness.events("open", "end of open", "close NORMAL_CLOSURE ");
        }
    }

    @Test
    void aCloseByAnotherThreadWaitsForTheHandler() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            CountDownLatch inside = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            JakartaSession session = harness.open(opened ->
                    opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {
                        inside.countDown();
                        await(goOn);
                        harness.endpoint.note("end of " + text);
                    }));
            Thread peer = Waiting.inBackground(() -> harness.send(WireFrame.text("a")));
            Waiting.await(inside);

            session.close();

            assertThat(harness.endpoint.events).containsExactly("open");
            goOn.countDown();
            peer.join();
            harness.events("open", "end of a", "close NORMAL_CLOSURE ");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            Waiting.await(latch);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(Session session) {
        try {
            session.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anErrorInOnOpenClosesTheSession() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open(session -> {
                throw new IOException("no");
            });

            harness.events("open", "error IOException no", "close UNEXPECTED_CONDITION ");
            harness.expect("close 1011 ");
            harness.closed();
        }
    }

    @Test
    void anErrorInOnCloseGoesToOnError() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.endpoint.whenClosed(session -> {
                throw new IllegalStateException("late");
            });
            JakartaSession session = harness.open();

            session.close();

            harness.events("open", "close NORMAL_CLOSURE ", "error IllegalStateException late");
            harness.closed();
        }
    }

    @Test
    void anErrorInOnErrorIsNoMoreThanLogged() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.endpoint.whenFailed(session -> {
                throw new IllegalStateException("again");
            });
            harness.open(session -> session.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {
                harness.endpoint.note(text);
                throw new IllegalStateException("first");
            }));

            harness.send(WireFrame.text("a"), WireFrame.text("b"));

            harness.events("open", "a", "error IllegalStateException first", "b", "error IllegalStateException first");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "1002, PROTOCOL_ERROR, 3, x, unexpected or unknown opcode",
        "1007, NOT_CONSISTENT, 1, \u00ff, invalid UTF-8"
    })
    void anErrorOfThePeerGoesToOnErrorAndCloses(int code, String name, int opcode, String payload, String reason)
            throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.open();

            harness.send(WireFrame.of(opcode, payload.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));

            Waiting.until(() -> harness.endpoint.events.size() == 3);
            assertThat(harness.endpoint.events.get(1)).startsWith("error ");
            assertThat(harness.endpoint.events.get(2)).startsWith("close " + name);
            harness.expect("close " + code + " " + reason);
        }
    }

    @Test
    void anIdleSessionIsClosedAbnormally() {
        try (SessionHarness harness = new SessionHarness()) {
            harness.limits(new SessionLimits(0, 0, 1, 0));
            harness.open();

            harness.events("open", "close CLOSED_ABNORMALLY idle timeout");
            harness.expect("close 1001 idle timeout");
        }
    }

    @Test
    void anIdleTimeoutIsToldAfterTheHandlerThatRuns() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open(opened ->
                    opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {
                        opened.setMaxIdleTimeout(1);
                        Waiting.until(() -> !opened.isOpen());
                        harness.endpoint.note("end of " + text);
                    }));

            harness.send(WireFrame.text("a"));

            harness.events("open", "end of a", "close CLOSED_ABNORMALLY idle timeout");
            assertThat(session.isOpen()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"org.apache.tomcat.websocket.READ_IDLE_TIMEOUT_MS", "org.apache.tomcat.websocket.WRITE_IDLE_TIMEOUT_MS"
    })
    void anIdleLimitMayBeAUserProperty(String name) {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();

            session.getUserProperties().put(name, 1L);

            harness.events("open", "close CLOSED_ABNORMALLY idle timeout");
        }
    }

    @Test
    void aPeerThatDoesNotAnswerTheCloseFrameIsCutOff() {
        try (SessionHarness harness = new SessionHarness()) {
            harness.properties.put("org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT", 1L); // E-101
            JakartaSession session = harness.open();

            session.close();

            Waiting.until(() -> harness.pair.server().isClosed());
        }
    }

    @Test
    void sendsInsideOnCloseFail() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            harness.endpoint.whenClosed(session -> {
                assertThat(session.isOpen()).isFalse();
                assertThatIOException()
                        .isThrownBy(() -> session.getBasicRemote().sendText("a"));
                assertThatIOException()
                        .isThrownBy(() -> session.getBasicRemote().sendText("a", false));
                assertThatIOException()
                        .isThrownBy(() -> session.getBasicRemote().getSendWriter());
                Future<Void> sent = session.getAsyncRemote().sendText("a");
                assertThat(sent).failsWithin(0, TimeUnit.SECONDS).withThrowableOfType(ExecutionException.class);
                assertThat(session.getUserProperties()).isNotNull();
                harness.endpoint.note("checked");
            });
            JakartaSession session = harness.open();

            session.close();

            harness.events("open", "close NORMAL_CLOSURE ", "checked");
            harness.expect("close 1000 ");
        }
    }

    @Test
    void afterTheEndOnlySomeMethodsMayBeCalled() throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open();
            jakarta.websocket.RemoteEndpoint.Async async = session.getAsyncRemote();
            session.close();
            harness.closed();

            assertThatCode(session::close).doesNotThrowAnyException();
            assertThat(session.getId()).isNotEmpty();
            assertThat(session.isOpen()).isFalse();
            assertThatIllegalStateException()
                    .isThrownBy(session::getUserProperties)
                    .withMessage("session " + session.getId() + " is closed");
            assertThatIllegalStateException().isThrownBy(session::getBasicRemote);
            assertThatIllegalStateException().isThrownBy(() -> session.setMaxIdleTimeout(1));
            assertThatIllegalStateException().isThrownBy(() -> session.addMessageHandler(new MessageHandler() {}));
            assertThatIllegalArgumentException().isThrownBy(() -> async.setSendTimeout(1));
            assertThatIllegalArgumentException().isThrownBy(() -> async.setBatchingAllowed(true));
            assertThatIOException().isThrownBy(async::flushBatch);
        }
    }
}
