package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.ws.Message;
import dev.ws.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SessionToucherTest {
    private final WebSocket ws = mock();
    private long now = Long.MAX_VALUE - 1; // nanoTime may run over
    private int touches;
    private boolean alive = true;

    private SessionToucher toucher(SessionTouch by) {
        return new SessionToucher(
                by,
                () -> {
                    touches++;
                    return alive;
                },
                () -> now);
    }

    private void sends(SessionToucher toucher) {
        toucher.onMessage(ws, Message.text("a"));
        toucher.onPong(ws, ByteBuffer.allocate(0));
    }

    @ParameterizedTest
    @CsvSource({"MESSAGE, 1, 0", "PONG, 0, 1"})
    void onlyWhatWasChosenTouches(SessionTouch by, int byMessage, int byPong) {
        toucher(by).onMessage(ws, Message.text("a"));
        assertThat(touches).isEqualTo(byMessage);

        touches = 0;
        toucher(by).onPong(ws, ByteBuffer.allocate(0));
        assertThat(touches).isEqualTo(byPong);
    }

    @ParameterizedTest
    @EnumSource(names = {"MESSAGE", "PONG"})
    void anIntervalHasOneTouch(SessionTouch by) {
        SessionToucher toucher = toucher(by);
        sends(toucher);
        now += Duration.ofSeconds(10).toNanos() - 1;
        sends(toucher);
        assertThat(touches).isEqualTo(1);

        now++;
        sends(toucher);
        sends(toucher);
        assertThat(touches).isEqualTo(2);
    }

    @Test
    void aSessionThatEndedIsLeftAlone() {
        SessionToucher toucher = toucher(SessionTouch.PONG);
        alive = false;
        sends(toucher);

        now += Duration.ofSeconds(11).toNanos();
        sends(toucher);

        assertThat(touches).isEqualTo(1);
    }
}
