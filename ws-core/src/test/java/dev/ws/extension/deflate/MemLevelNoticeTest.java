package dev.ws.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemLevelNoticeTest {
    private final Logger logger = Logger.getLogger("dev.ws.extension");
    private final List<LogRecord> records = new ArrayList<>(); // the test's thread
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord logged) {
            records.add(logged);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        MemLevelNotice.GIVEN.set(false);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    private static DeflateOptions memLevel(int level) {
        return DeflateOptions.builder().memLevel(level).build();
    }

    @Test
    void anotherMemLevelIsLoggedOnceForServers() {
        Terms.server(memLevel(7));
        Terms.server(memLevel(9));
        Terms.client(memLevel(1));

        assertOneWarning("memLevel 7 has no effect: java.util.zip cannot set it");
    }

    @Test
    void anotherMemLevelIsLoggedOnceForClients() {
        Terms.client(DeflateOptions.DEFAULT, memLevel(9), memLevel(8));
        Terms.server(memLevel(7));

        assertOneWarning("memLevel 9 has no effect: java.util.zip cannot set it");
    }

    private void assertOneWarning(String message) {
        assertThat(records).singleElement().satisfies(logged -> {
            assertThat(logged.getLevel()).isEqualTo(Level.WARNING);
            assertThat(logged.getMessage()).isEqualTo(message);
        });
    }

    @Test
    void theDefaultIsNotWorthAWord() {
        Terms.server(DeflateOptions.DEFAULT);
        Terms.client(memLevel(8));

        assertThat(records).isEmpty();
    }
}
