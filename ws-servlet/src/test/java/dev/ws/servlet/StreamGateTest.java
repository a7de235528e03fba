package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a close is carried out, and who gets in after it. */
class StreamGateTest {
    private final List<String> done = new ArrayList<>();
    private final StreamGate gate = new StreamGate(() -> done.add("waited"));

    @Test
    void aCloseWithNobodyInsideIsCarriedOutAtOnce() {
        assertThat(gate.enter()).isTrue();
        gate.leave();
        gate.close(() -> done.add("closed"));
        assertThat(done).containsExactly("closed");
        assertThat(gate.enter()).isFalse();
    }

    @Test
    void elseByTheThreadThatLeavesLast() {
        gate.enter();
        gate.enter();
        gate.close(() -> done.add("closed"));
        assertThat(gate.enter()).isFalse();
        gate.leave();
        assertThat(done).isEmpty();
        gate.leave();
        assertThat(done).containsExactly("closed");
    }

    @Test
    void onlyTheFirstCloseCounts() {
        gate.close(() -> done.add("first"));
        gate.close(() -> done.add("second"));
        assertThat(done).containsExactly("first");
    }

    @Test
    void awaitEmptyReturnsWhenTheLastOneHasLeft() {
        StreamGate watched = new StreamGate(this::leaveOnSecondWait);
        this.watched = watched;
        watched.enter();
        watched.close(() -> done.add("closed"));
        watched.awaitEmpty();
        assertThat(done).containsExactly("waited", "waited", "closed");
    }

    private StreamGate watched = gate;

    private void leaveOnSecondWait() {
        done.add("waited");
        if (done.size() == 2) {
            watched.leave();
        }
    }
}
