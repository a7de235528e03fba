package dev.ws.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers that throw, sleep, send from everywhere, and do not notice that it is over. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11", "STANDALONE_EXECUTOR"})
class BadHandlersIT {
    @Parameter
    Host host; // JUnit thread

    private Server server; // JUnit thread

    @BeforeEach
    void meet() throws Exception {
        server = new Server(host);
        server.bystander().isUndisturbed();
    }

    @AfterEach
    void part() throws Exception {
        server.leave();
    }

    @Test
    void anExceptionClosesWith1011AndTellsNothing() throws Exception {
        //
        String id = Server.newId();
        try (RawWebSocket peer = server.open("/peers/throws", id)) {
            peer.sendTogether(List.of(WireFrame.text("secret"), WireFrame.text("again"), WireFrame.ping("late")));
            assertThat(peer.read()).isEqualTo(WireFrame.close(1011));
            peer.send(WireFrame.close(1011));
            Server.endsWithoutMore(peer);
        }
        assertThat(server.eventsOf(id)).startsWith("error IllegalStateException, close ");
    }

    @Test
    void aHandlerThatSleepsKeepsNothingBackAndNobodyWaiting() throws Exception {
        String id = Server.newId();
        try (RawWebSocket peer = server.open("/peers/holds");
                RawWebSocket friend = server.open("/peers/release")) {
            // More input waits, so this is where corking might hold the first answer back.
            peer.sendTogether(List.of(WireFrame.text(id), WireFrame.ping("waiting")));
            assertThat(peer.read()).isEqualTo(WireFrame.text("before"));
            server.bystander().isUndisturbed();
            friend.send(WireFrame.text(id));
            assertThat(peer.read()).isEqualTo(WireFrame.text("after"));
            assertThat(peer.read()).isEqualTo(WireFrame.pong("waiting"));
        }
    }

    @Test
    void fourThreadsThatSendKeepTheirOrder() throws Exception {
        // C-030
        int[] next = new int[4];
        int binary = 0;
        try (RawWebSocket peer = server.open("/peers/threads")) {
            peer.send(WireFrame.text("500"));
            for (int i = 0; i < 4 * 505; i++) {
                WireFrame message = peer.readMessage();
                if (message.opcode() == WireFrame.BINARY) {
                    binary++;
                    assertThat(message.payload()).hasSize(20_000);
                } else {
                    int thread = message.payload()[0] - '0';
                    assertThat(message.payloadText()).isEqualTo(thread + " " + next[thread]);
                    next[thread]++;
                }
            }
            peer.send(WireFrame.close(1000));
            assertThat(peer.read()).isEqualTo(WireFrame.close(1000));
        }
        assertThat(binary).isEqualTo(20);
        assertThat(next).containsOnly(500);
    }

    @Test
    void aSecondCloseChangesNothing() throws Exception {
        String id = Server.newId();
        try (RawWebSocket peer = server.open("/peers/close-twice", id)) {
            peer.send(WireFrame.text("now"));
            WireFrame close = WireFrame.close(4000, "first");
            assertThat(peer.read()).isEqualTo(close);
            peer.send(close);
            assertThat(peer.awaitEnd()).isTrue();
        }
        assertThat(server.eventsOf(id)).isEqualTo("close 4000 first");
    }

    @Test
    void aSendAfterCloseFailsAndSendsNothing() throws Exception {
        // C-028
        String id = Server.newId();
        try (RawWebSocket peer = server.open("/peers/send-after-close", id)) {
            peer.send(WireFrame.text(id));
            WireFrame close = WireFrame.close(4000, "gone");
            assertThat(peer.read()).isEqualTo(close);
            peer.send(close);
            Server.endsWithoutMore(peer);
        }
        assertThat(server.eventsOf(id)).isEqualTo("ConnectionClosedException, close 4000 gone");
    }
}
