package dev.ws.servlet;

import dev.ws.transport.Scheduler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

/**
 * The connections of a web application that are let go of in the ordinary way. The kernel destroys output that the peer has
 * not taken when a socket is closed with unread input, or when input comes after that. So the output side is ended first,
 * and what the peer still sends is read and dropped until it ends its own side, for a short time and not without limit. A
 * peer that takes nothing of what the container still holds is reset when the time is over. Nobody waits: the timer looks
 * after them, ever more seldom. Any thread.
 */
final class Lingering {
    /** How long a peer may take to end its side. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What a peer may send meanwhile. */
    private static final int MOST_DROPPED = 1024 * 1024;

    private static final Duration FIRST_LOOK = Duration.ofMillis(10);
    private static final int BUFFER = 8 * 1024;

    /** A connection that nobody uses any more. One thread at a time. */
    interface Rest {
        /** Ends the output side, if the container holds no output; called until it returns true. */
        boolean endOutput() throws IOException;

        /** Reads what is there, for nobody; 0 when there is nothing now, -1 at the end. */
        int drop(ByteBuffer scratch) throws IOException;

        /** Resets the connection, as far as possible. */
        void resetRest();

        /** Closes it. May be called again. */
        void closeRest();
    }

    private final Scheduler scheduler;
    private final Set<Round> rounds = ConcurrentHashMap.newKeySet();
    private volatile boolean ended; // any, once

    Lingering(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Lets go of a connection, now if its peer has ended its side. */
    void begin(Rest rest) {
        new Round(rest).look();
    }

    /** The web application stops: closes all that linger, and from here on at once. */
    void close() {
        ended = true;
        rounds.forEach(Round::finish);
    }

    private final class Round {
        private final Rest rest;
        private Duration spent = Duration.ZERO; // one thread at a time
        private Duration next = FIRST_LOOK; // likewise
        private boolean outputEnded; // likewise
        private boolean inputEnded; // likewise
        private int dropped; // likewise

        Round(Rest rest) {
            this.rest = rest;
        }

        void look() {
            try {
                outputEnded = outputEnded || rest.endOutput();
                drop();
            } catch (IOException | RuntimeException gone) {
                finish();
                return;
            }
            if ((inputEnded && outputEnded) || dropped > MOST_DROPPED || ended) {
                finish();
            } else if (spent.compareTo(PATIENCE) >= 0) {
                expire();
            } else {
                again();
            }
        }

        private void drop() throws IOException {
            ByteBuffer scratch = ByteBuffer.allocate(BUFFER);
            int count = 1;
            while (!inputEnded && count > 0 && dropped <= MOST_DROPPED) {
                count = rest.drop(scratch.clear());
                inputEnded = count < 0;
                dropped += Math.max(count, 0);
            }
        }

        private void again() {
            rounds.add(this);
            Duration delay = next;
            spent = spent.plus(delay);
            next = delay.multipliedBy(2);
            try {
                var unused = scheduler.schedule(this::look, delay);
            } catch (RejectedExecutionException stopped) {
                finish();
                return;
            }
            if (ended) {
                finish(); // close() may not have seen it
            }
        }

        private void expire() {
            if (!outputEnded) {
                rest.resetRest();
            }
            finish();
        }

        private void finish() {
            rounds.remove(this);
            rest.closeRest();
        }
    }
}
