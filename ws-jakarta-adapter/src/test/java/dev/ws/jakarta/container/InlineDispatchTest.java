package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionOwner;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.frame.Role;
import dev.ws.transport.TransportPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InlineDispatchTest {
    private final Logger logger = Logger.getLogger("dev.ws.jakarta");
    private final List<String> messages = new ArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            messages.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final InlineDispatch inline = new InlineDispatch();
    private final ConnectionRuntime runtime = ConnectionRuntime.create(Runnable::run);

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(recorder);
    }

    @AfterEach
    void end() {
        logger.removeHandler(recorder);
        logger.setUseParentHandlers(true);
        runtime.close();
    }

    private static WebSocketOptions wanting(Dispatch dispatch) {
        return WebSocketOptions.builder().dispatch(dispatch).build();
    }

    private void open(Dispatch dispatch, boolean blockingAllowed, String path) {
        WebSocketOptions wanted = wanting(dispatch);
        ConnectionOwner owner = new ConnectionOwner() {
            @Override
            public @Nullable CompletionStage<?> opened(WebSocket ws) {
                inline.opened(wanted, (WebSocketConnection) ws, path);
                return null;
            }

            @Override
            public void ended(WebSocket ws) {}
        };
        WebSocketConnection connection = new WebSocketConnection(
                Role.SERVER,
                InlineDispatch.withoutBlocking(wanted),
                HandshakeRequest.builder("GET", path).build(),
                "",
                List.of(),
                runtime,
                owner);
        connection.start(new TransportPair().server().blockingAllowed(blockingAllowed));
        connection.terminate();
    }

    @ParameterizedTest
    @CsvSource({"INLINE, AUTO", "AUTO, AUTO", "EXECUTOR, EXECUTOR"})
    void theEngineDecidesWhetherThreadsMayBeBlocked(Dispatch wanted, Dispatch engine) {
        assertThat(InlineDispatch.withoutBlocking(wanting(wanted)).dispatch()).isEqualTo(engine);
    }

    @ParameterizedTest
    @CsvSource({"INLINE, true", "AUTO, false", "AUTO, true", "EXECUTOR, false", "EXECUTOR, true"})
    void whatIsAsAskedForIsNotWorthAWarning(Dispatch wanted, boolean blockingAllowed) {
        open(wanted, blockingAllowed, "/one");

        assertThat(messages).isEmpty();
    }

    @Test
    void thereIsOneWarningForAnApplication() {
        open(Dispatch.INLINE, false, "/one");
        open(Dispatch.INLINE, false, "/two");

        assertThat(messages)
                .containsExactly(
                        "WARNING dispatch=inline has no effect, for instance on the endpoint /one: the threads of"
                                + " this container must not be blocked, and endpoints may block, so the executor"
                                + " calls them");
    }
}
