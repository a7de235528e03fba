package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Dispatch;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that speaks first is heard, although listeners are added when the connection is open already. */
@Timeout(60)
class ClientGreetingTest {
    private static final int TRIES = 200;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    // The answer and the frames in one piece, so that they are read together.
    private static ScriptedServer.Script greeting(boolean ends, WireFrame... frames) {
        return line -> {
            byte[] head = line.upgradeHead().getBytes(StandardCharsets.ISO_8859_1);
            byte[] bytes = WireFrame.bytes(Role.CLIENT, frames);
            byte[] both = Arrays.copyOf(head, head.length + bytes.length);
            System.arraycopy(bytes, 0, both, head.length, bytes.length);
            line.write(both);
            if (!ends) {
                line.awaitEnd();
            }
        };
    }

    private static WebSocketClient client(Dispatch dispatch) {
        return WebSocketClient.create(ClientOptions.builder()
                .webSocket(WebSocketOptions.builder().dispatch(dispatch).build())
                .build());
    }

    private void expect(String... expected) throws InterruptedException {
        for (String next : expected) {
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(next);
        }
    }

    @ParameterizedTest
    @EnumSource(Dispatch.class)
    void aListenerThatIsAddedAfterwardsHearsTheGreeting(Dispatch dispatch) throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(greeting(false, WireFrame.text("hello"), WireFrame.text("there")));
                WebSocketClient client = client(dispatch)) {
            for (int i = 0; i < TRIES; i++) {
                WebSocket ws = client.connect(server.url("/")).join();
                ws.onText((socket, text) -> heard.add(text));
                expect("hello", "there");
                ws.terminate();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dispatch.class)
    void soDoesOneThatIsAddedWhenTheFutureCompletes(Dispatch dispatch) throws Exception {
        try (ScriptedServer server = new ScriptedServer(greeting(false, WireFrame.text("hello")));
                WebSocketClient client = client(dispatch)) {
            for (int i = 0; i < TRIES; i++) {
                client.connect(server.url("/"))
                        .thenAccept(ws -> ws.onText((socket, text) -> {
                            heard.add(text);
                            socket.terminate();
                        }))
                        .join();
                expect("hello");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Dispatch.class)
    void theServerMayBeGoneByThen(Dispatch dispatch) throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                        greeting(true, WireFrame.text("hello"), WireFrame.close(1000, "that is all")));
                WebSocketClient client = client(dispatch)) {
            for (int i = 0; i < TRIES; i++) {
                WebSocket ws = client.connect(server.url("/")).join();
                ws.onText((socket, text) -> heard.add(text));
                expect("hello");
            }
        }
    }

    @Test
    void closingAClientDoesNotWaitForListeners() throws Exception {
        try (ScriptedServer server = new ScriptedServer(greeting(true, WireFrame.text("hello")))) {
            WebSocketClient client = client(Dispatch.AUTO);
            client.connect(server.url("/")).join();
            client.close();

            client.closed().get(5, TimeUnit.SECONDS);
            assertThat(client.connections()).isEmpty();
        }
    }
}
