package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The portable transport in a container that takes every freedom of the specification, in thousands of schedules, each of
 * which a number stands for: every byte arrives once and in order, each send completes once, there is exactly one end, and
 * no stream is used by two threads, when it said no, or after the close.
 */
class HostileContainerTest {
    private static final int SCHEDULES = Integer.getInteger("ws.schedules", 1_700);

    /** Lets others go on where a thread would wait. */
    private static final class PausingInbox extends ServletInbox {
        private static final int MOST_PAUSES = 20_000;
        private final Baton baton;

        PausingInbox(int limit, Baton baton) {
            super(limit);
            this.baton = baton;
        }

        @Override
        void await(BooleanSupplier condition, long millis) {
            for (int i = 0; i < MOST_PAUSES && millis > 0 && !condition.getAsBoolean(); i++) {
                baton.pause();
            }
        }
    }

    private enum Ending {
        FIN,
        RESET,
        CLOSE,
        ABORT,
        DESTROY
    }

    @ParameterizedTest
    @CsvSource({
        "SPECIFICATION, false",
        "SPECIFICATION, true",
        "TOMCAT, false",
        "TOMCAT, true",
        "JETTY, false",
        "JETTY, true",
        "UNDERTOW, false",
        "UNDERTOW, true",
        "LIBERTY, false",
        "LIBERTY, true"
    })
    void everyScheduleKeepsThePromises(HostileContainer.Kind kind, boolean inline) throws Exception {
        for (int seed = 0; seed < SCHEDULES; seed++) {
            try {
                play(kind, inline, seed);
            } catch (Throwable broken) {
                throw new AssertionError("schedule " + seed + ": " + broken.getMessage(), broken);
            }
        }
    }

    private static void play(HostileContainer.Kind kind, boolean inline, long seed) throws Exception {
        Baton baton = new Baton(seed);
        Random random = baton.random();
        HostileContainer container = new HostileContainer(kind, baton);
        ServletTransport transport = new ServletTransport(
                container,
                habits(kind, container, baton),
                baton::spawn,
                new PausingInbox(2 + random.nextInt(1_000), baton),
                new StreamGate(baton::pause));
        Relay relay = new Relay(baton, transport, inline);
        container.whenDestroyed(transport::destroyed);
        Ending ending = Ending.values()[random.nextInt(Ending.values().length)];
        byte[] sent = new byte[random.nextInt(3_000)];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i % 251);
        }
        baton.spawn(relay::start);
        baton.spawn(() -> peer(container, baton, sent, ending));
        switch (ending) {
            case CLOSE -> baton.spawn(() -> later(baton, relay::close));
            case ABORT -> baton.spawn(() -> later(baton, relay::abort));
            case DESTROY -> baton.spawn(() -> later(baton, container::shut));
            default -> {}
        }
        baton.run();
        if (relay.ends == 0 && ending != Ending.FIN && ending != Ending.RESET) {
            throw new AssertionError("no end after " + ending);
        }
        byte[] received = relay.received.toByteArray();
        byte[] delivered = container.delivered.toByteArray();
        if (container.fault != null) {
            throw container.fault;
        }
        if (relay.fault != null) {
            throw relay.fault;
        }
        assertThat(relay.ends).as("ends after %s", ending).isEqualTo(1);
        assertThat(Arrays.mismatch(received, Arrays.copyOf(sent, received.length)))
                .as("first wrong byte received")
                .isEqualTo(-1);
        assertThat(Arrays.mismatch(delivered, Arrays.copyOf(sent, delivered.length)))
                .as("first wrong byte delivered")
                .isEqualTo(-1);
        assertThat(relay.completed + relay.failed).as("sends completed").isEqualTo(relay.sends);
        if (ending != Ending.DESTROY) {
            assertThat(container.closed).as("closed after %s", ending).isTrue();
        }
        if (ending == Ending.FIN) {
            assertThat(received.length).as("received before FIN").isEqualTo(sent.length);
            assertThat(delivered.length).as("delivered before the close").isEqualTo(sent.length);
        }
    }

    private static ContainerHabits habits(HostileContainer.Kind kind, HostileContainer container, Baton baton)
            throws IOException {
        return switch (kind) {
            case SPECIFICATION -> new ContainerHabits(container, baton::spawn);
            case TOMCAT -> new TomcatHabits(container, baton::spawn, 0, Integer.MAX_VALUE);
            case JETTY -> new JettyHabits(container, baton::spawn, baton::pause);
            case UNDERTOW -> new UndertowHabits(container, baton::spawn);
            case LIBERTY -> new LibertyHabits(container, baton::spawn);
        };
    }

    private static void peer(HostileContainer container, Baton baton, byte[] bytes, Ending ending) {
        int at = 0;
        while (at < bytes.length) {
            later(baton, () -> {});
            int count = Math.min(bytes.length - at, 1 + baton.random().nextInt(500));
            container.arrive(Arrays.copyOfRange(bytes, at, at + count));
            at += count;
            container.peerReads(!baton.chance(3));
        }
        container.peerReads(true);
        if (baton.chance(2)) {
            later(baton, () -> {});
        }
        switch (ending) {
            case FIN -> container.arriveEnd();
            case RESET -> container.arriveReset();
            default -> {}
        }
    }

    private static void later(Baton baton, Runnable task) {
        for (int i = baton.random().nextInt(12); i > 0; i--) {
            baton.pause();
        }
        task.run();
    }
}
