package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.EventType;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.message.BorrowingListener;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** For whom messages have to be copied, and who is told of errors. */
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
                arguments(new WebSocketListener() {}, false, false, false),
                arguments(new OnText(), false, false, false),
                arguments(new OnBinary(), false, false, true),
                arguments(new OnMessage(), true, true, true),
                arguments(new Inherits(), true, true, true),
                arguments(new Borrows(), true, false, false),
                arguments(new TypedListener(EventType.MESSAGE, new OnMessage(), false), false, true, true),
                arguments(new TypedListener(EventType.MESSAGE, new OnText(), true), false, false, false),
                arguments(new TypedListener(EventType.PING, new OnMessage(), false), false, false, false),
                arguments(new TypedListener(EventType.ERROR, new OnMessage(), false), true, false, false));
    }

    @ParameterizedTest
    @MethodSource("listeners")
    void aClassTellsWhatItDoes(WebSocketListener listener, boolean errors, boolean text, boolean binary) {
        assertThat(ListenerKind.of(listener)).isEqualTo(new ListenerKind(errors, text, binary));
    }
}
