package dev.ws.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.connection.ConnectionRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketServerTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    @Test
    void b057AConnectionIsOpenAndCanSendAtOnce() throws Exception {
        WebSocketServer server = WebSocketServer.builder()
                .runtime(runtime)
                .onConnection((ws, request) -> {
                    ws.send("hello");
                    ws.close(1000, "bye");
                })
                .build();

        TestClient client = TestClient.connect(server, runtime);

        assertThat(client.closeStatus()).isEqualTo(new CloseStatus(1000, "bye", true));
        assertThat(client.received).containsExactly("hello");
    }
}
