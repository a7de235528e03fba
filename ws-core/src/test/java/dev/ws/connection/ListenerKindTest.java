package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.EventType;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.message.BorrowingListener;
import java.nio.ByteBuffer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who listens to what, for whom messages have to be copied, and who is told of errors. */
class ListenerKindTest {
    static class OnText implements WebSocketListener {
        @Override
        public void onText(WebSocket ws, String text) {}
    }

    static class OnBinary extends OnText {
        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {}
    }

    static class OnMessage implements WebSocketListener {
        @Override
        public void onMessage(WebSocket ws, Message message) {}

        @Override
        public void onError(WebSocket ws, Throwable error) {}
    }

    static final class Inherits extends OnMessage {}

    static final class Borrows extends OnMessage implements BorrowingListener {}

    static Stream<Arguments> listeners() {
        return Stream.of(
                arguments(new WebSocketListener() {}, ""),
                arguments(new OnText(), "hears text"),
                arguments(new OnBinary(), "hears text, binary; keeps binary"),
                arguments(new OnMessage(), "errors; hears text, binary; keeps text, binary"),
                arguments(new Inherits(), "errors; hears text, binary; keeps text, binary"),
                arguments(new Borrows(), "errors; hears text, binary"),
                arguments(
                        new TypedListener(EventType.MESSAGE, new OnMessage(), false),
                        "hears text, binary; keeps text, binary"),
                arguments(new TypedListener(EventType.MESSAGE, new OnText(), true), "hears text"),
                arguments(new TypedListener(EventType.PING, new OnMessage(), false), ""),
                arguments(new TypedListener(EventType.ERROR, new OnMessage(), false), "errors"));
    }

    @ParameterizedTest
    @MethodSource("listeners")
    void aClassTellsWhatItDoes(WebSocketListener listener, String expected) {
        ListenerKind kind = ListenerKind.of(listener);

        assertThat(Stream.of(
                                kind.takesErrors() ? "errors" : "",
                                kinds("hears", kind.hears(true), kind.hears(false)),
                                kinds("keeps", kind.keepsText(), kind.keepsBinary()))
                        .filter(told -> !told.isEmpty())
                        .collect(Collectors.joining("; ")))
                .isEqualTo(expected);
    }

    private static String kinds(String verb, boolean text, boolean binary) {
        String both = (text ? "text" : "") + (text && binary ? ", " : "") + (binary ? "binary" : "");
        return both.isEmpty() ? "" : verb + " " + both;
    }
}
