package dev.ws.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SafeLogTest {
    private final List<String> lines = new ArrayList<>();
    private @Nullable Error thrown;

    private final System.Logger logger = new System.Logger() {
        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String text, @Nullable Throwable cause) {
            lines.add(level + " " + text + " " + cause);
            if (thrown != null) {
                throw thrown;
            }
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... values) {
            throw new AssertionError("not used");
        }
    };

    @Test
    void logs() {
        SafeLog.log(logger, System.Logger.Level.WARNING, "what", new Error("why"));
        SafeLog.log(logger, System.Logger.Level.DEBUG, "more", null);
        assertThat(lines).containsExactly("WARNING what java.lang.Error: why", "DEBUG more null");
    }

    @Test
    void neverThrows() {
        thrown = new NoClassDefFoundError("no file can be opened");
        assertThatCode(() -> SafeLog.log(logger, System.Logger.Level.WARNING, "what", null))
                .doesNotThrowAnyException();
        assertThat(lines).hasSize(1);
    }
}
