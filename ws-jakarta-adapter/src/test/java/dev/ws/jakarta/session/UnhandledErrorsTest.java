package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.ConnectionClosedException;
import dev.ws.ConnectionCutException;
import dev.ws.ErrorCode;
import dev.ws.ProtocolException;
import jakarta.websocket.DecodeException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose fault an error is, which decides how loud it is logged. */
class UnhandledErrorsTest {
    static Stream<Arguments> errors() {
        IOException reset = new IOException("reset");
        Throwable circle = new IllegalStateException("one");
        circle.initCause(new IllegalStateException("two", circle));
        return Stream.of(
                arguments(new ProtocolException(ErrorCode.INVALID_OPCODE, "bad"), reset, true),
                arguments(new IOException("send", new ConnectionClosedException("gone")), reset, true),
                arguments(new IllegalStateException(new IOException("broken off", reset)), reset, true),
                arguments(new ConnectionCutException("silent"), reset, true),
                arguments(new SlowPeerException("late"), reset, true),
                arguments(new DecodeException("x", "not a number"), reset, true),
                arguments(new IllegalArgumentException("bug"), reset, false),
                arguments(new IOException("reset"), reset, false),
                arguments(new FileNotFoundException("config"), reset, false),
                arguments(circle, reset, false));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void whatAPeerCanBringAboutIsItsOwn(Throwable error, Throwable closeCause, boolean thePeers) {
        assertThat(UnhandledErrors.isThePeers(error, closeCause)).isEqualTo(thePeers);
    }
}
