package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.protocol.ProtocolEvent.MessagePart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept before anybody listens, how much and how long. */
class EarlyMessagesTest {
    private final List<String> done = new ArrayList<>();
    private boolean hearsText;
    private boolean hearsBinary;
    private @Nullable Runnable task;
    private final CompletableFuture<Void> timer = new CompletableFuture<>();

    private final EarlyMessages early = new EarlyMessages(
            new EarlyMessages.Listening() {
                @Override
                public boolean hears(boolean text) {
                    return text ? hearsText : hearsBinary;
                }

                @Override
                public void hold(boolean stop) {
                    done.add(stop ? "stop reading" : "read on");
                }

                @Override
                public void wake() {
                    done.add("wake");
                }

                @Override
                public void dropped(int messages, long bytes) {
                    done.add("dropped " + messages + ", " + bytes + " bytes");
                }
            },
            this::schedule);

    private Future<?> schedule(Runnable next, Duration delay) {
        assertThat(delay).isEqualTo(Duration.ofSeconds(10));
        assertThat(task).as("one timer is enough").isNull();
        task = next;
        return timer;
    }

    private void tenSecondsPass() {
        Runnable due = task;
        assertThat(due).isNotNull();
        due.run();
        early.check();
    }

    private static MessagePart part(boolean text, String payload, boolean first, boolean last) {
        return new MessagePart(
                text, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)), first, last, last, last ? 0 : 10);
    }

    private static MessagePart text(String payload) {
        return part(true, payload, true, true);
    }

    private static MessagePart binary(String payload) {
        return part(false, payload, true, true);
    }

    private static MessagePart binary(int size) {
        return new MessagePart(false, ByteBuffer.allocate(size), true, true, true, 0);
    }

    private List<String> taken() {
        List<String> taken = new ArrayList<>();
        for (MessagePart next = early.next(); next != null; next = early.next()) {
            String payload = StandardCharsets.UTF_8.decode(next.payload()).toString();
            taken.add((next.text() ? "text " : "binary ") + payload + (next.last() ? "" : "..."));
        }
        return taken;
    }

    @Test
    void theFirstWhoListensGetsEverythingInOrder() {
        early.accept(text("a"));
        early.accept(binary("b"));
        early.accept(text("c"));
        assertThat(taken()).isEmpty();

        hearsText = true;
        hearsBinary = true;

        assertThat(taken()).containsExactly("text a", "binary b", "text c");
        assertThat(early.hasKept()).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    void eachKindWaitsForItsOwnListener() {
        early.accept(text("a"));
        early.accept(binary("b"));
        early.accept(text("c"));

        hearsBinary = true;
        assertThat(taken()).containsExactly("binary b");
        hearsText = true;
        assertThat(taken()).containsExactly("text a", "text c");
    }

    @Test
    void aMessageInPartsIsNotTornApart() {
        early.accept(binary("b"));
        early.accept(part(true, "a", true, false));
        early.accept(part(true, "b", false, true));
        early.accept(part(true, "c", true, false));

        hearsText = true;
        MessagePart first = early.next();
        hearsBinary = true;

        assertThat(first).isNotNull();
        assertThat(early.size(first)).isEqualTo(2);
        assertThat(early.isContinued(first)).as("its second part is kept").isFalse();
        assertThat(taken()).containsExactly("text b", "binary b", "text c...");
        assertThat(early.isContinued(part(true, "c", true, false))).isTrue();
    }

    @Test
    void readingStopsWhenEnoughIsKept() {
        early.accept(binary(EarlyMessages.MOST_BYTES - 65));
        assertThat(done).isEmpty();

        early.accept(binary(0));
        assertThat(done).containsExactly("stop reading");

        hearsText = true;
        early.check();
        assertThat(done).containsExactly("stop reading", "read on");
    }

    @Test
    void whatComesAllTheSameIsDropped() {
        early.accept(binary(EarlyMessages.MOST_BYTES));
        early.accept(binary(1));

        assertThat(early.isKeeping()).isFalse();
        assertThat(done).containsExactly("stop reading", "read on", "dropped 1, 65536 bytes");
    }

    @Test
    void aKindThatNobodyListensToDoesNotStopTheOther() {
        hearsText = true;
        early.accept(binary(EarlyMessages.MOST_BYTES - 100));
        early.accept(binary(37));

        assertThat(early.isKeeping()).isFalse();
        assertThat(done).containsExactly("dropped 1, 65436 bytes");
    }

    @Test
    void messagesOfNoBytesAreBoundedToo() {
        for (int i = 0; i < 1024; i++) {
            assertThat(done).isEmpty();
            early.accept(text(""));
        }
        assertThat(done).containsExactly("stop reading");
    }

    @Test
    void afterTenSecondsNothingIsKeptAnyMore() {
        early.accept(text("abc"));
        early.accept(part(true, "de", true, false));
        tenSecondsPass();

        assertThat(done).containsExactly("wake", "dropped 2, 5 bytes");
        early.accept(part(true, "f", false, true));
        assertThat(early.isKeeping()).isFalse();
        hearsText = true;
        assertThat(taken()).isEmpty();
        assertThat(done).hasSize(2);
    }

    @Test
    void aMessageThatIsHalfGivenIsNotCutByTheTime() {
        early.accept(part(true, "a", true, false));
        early.accept(part(true, "b", false, true));
        early.accept(binary("c"));
        hearsText = true;
        early.next();
        tenSecondsPass();
        assertThat(early.isKeeping()).isTrue();

        assertThat(taken()).containsExactly("text b");
        early.check();
        assertThat(done).containsExactly("wake", "dropped 1, 1 bytes");
    }

    @Test
    void whoComesWithTheLastSecondGetsThemAll() {
        early.accept(text("abc"));
        early.accept(binary("d"));
        hearsText = true;
        tenSecondsPass();
        assertThat(taken()).containsExactly("text abc");

        early.check();
        assertThat(done).containsExactly("wake", "dropped 1, 1 bytes");
    }

    @Test
    void nothingIsDroppedAfterSomebodyCame() {
        early.accept(text("abc"));
        hearsText = true;
        hearsBinary = true;
        early.accept(part(true, "d".repeat(EarlyMessages.MOST_BYTES), true, true));

        assertThat(taken()).hasSize(2);
        assertThat(done).containsExactly("stop reading");
        early.check();
        assertThat(done).containsExactly("stop reading", "read on");
    }

    @Test
    void theTimerEndsWithTheConnection() {
        early.accept(text("abc"));
        early.end();

        assertThat(timer.isCancelled()).isTrue();
        assertThat(done).containsExactly("dropped 1, 3 bytes");
    }

    @Test
    void nothingIsKeptWithoutATimer() {
        EarlyMessages closed = new EarlyMessages(
                new EarlyMessages.Listening() {
                    @Override
                    public boolean hears(boolean text) {
                        return false;
                    }

                    @Override
                    public void hold(boolean stop) {}

                    @Override
                    public void wake() {}

                    @Override
                    public void dropped(int messages, long bytes) {}
                },
                (next, delay) -> {
                    throw new RejectedExecutionException();
                });
        closed.accept(text("abc"));
        assertThat(closed.isKeeping()).isFalse();
        assertThat(closed.hasKept()).isFalse();
    }
}
