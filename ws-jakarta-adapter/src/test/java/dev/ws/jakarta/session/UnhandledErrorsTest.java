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
        Throwable circle = new IllegalStateException("one");
        circle.initCause(new IllegalStateException("two", circle));
        return Stream.of(
                arguments(new ProtocolException(ErrorCode.INVALID_OPCODE, "bad"), true),
                arguments(new IOException("send", new ConnectionClosedException("gone")), true),
                arguments(new ConnectionCutException("silent"), true),
                arguments(new DecodeException("x", "not a number"), true),
                arguments(new IllegalArgumentException("bug"), false),
                arguments(new FileNotFoundException("config"), false),
                arguments(circle, false));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void whatAPeerCanBringAboutIsItsOwn(Throwable error, boolean thePeers) {
        assertThat(UnhandledErrors.isThePeers(error)).isEqualTo(thePeers);
    }
}
