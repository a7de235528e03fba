package dev.ws.connection;

import java.time.Duration;

/** Durations as people read them: {@code 30 s}, {@code 250 ms}. */
final class TimeText {
    private TimeText() {}

    static String of(Duration time) {
        if (time.toNanosPart() == 0) {
            return time.toSeconds() + " s";
        }
        return time.toNanosPart() % 1_000_000 == 0 ? time.toMillis() + " ms" : time.toString();
    }
}
