package dev.ws.connection;

import dev.ws.message.OwnBytes;
import dev.ws.message.PartSink;
import dev.ws.protocol.ProtocolEvent.MessagePart;
import dev.ws.transport.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what arrives before anybody listens to messages of its kind, for the first who does: a greeting often comes before
 * the thread that connected has added its listeners. Keeps no more than 64 KiB. While nobody listens to either kind,
 * reading then stops; else the excess is dropped, as one kind must not hold up the other. After ten seconds all of it is
 * dropped, and nothing is kept from then on. Pump thread, except where noted.
 */
final class EarlyMessages implements PartSink {
    /** Reading stops when this much is kept. */
    static final int MOST_BYTES = 64 * 1024;
    /** How long the first message waits for somebody who listens. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    // What a part costs besides its payload, so that empty ones are bounded too.
    private static final int PART_BYTES = 64;

    /** What this asks its connection for. */
    interface Listening {
        /** {@return whether somebody listens to messages of a kind; any thread} */
        boolean hears(boolean text);

        /** Stops reading, or goes on. */
        void hold(boolean stop);

        /** Makes the pump go round; any thread. */
        void wake();

        /** Messages were dropped, as nobody came. */
        void dropped(int messages, long bytes);
    }

    private final Listening listening;
    private final Scheduler timer;
    private final ArrayDeque<MessagePart> kept = new ArrayDeque<>(2);
    private int keptText; // parts
    private int keptBytes;
    private int droppedMessages;
    private long droppedBytes;
    private boolean over; // nothing is kept any more
    private boolean holding; // reading is stopped
    private @Nullable MessagePart taken; // the last part taken, until its message is complete
    private @Nullable Future<?> patience;
    private volatile boolean late; // timer thread, once

    EarlyMessages(Listening listening, Scheduler timer) {
        this.listening = listening;
        this.timer = timer;
    }

    /** {@return whether messages that nobody listens to are still kept} */
    boolean isKeeping() {
        return !over;
    }

    /** {@return whether something is kept} */
    boolean hasKept() {
        return !kept.isEmpty();
    }

    /** {@return whether messages of a kind are kept, behind which those that follow have to wait too} */
    boolean hasKept(boolean text) {
        return text ? keptText > 0 : keptText < kept.size();
    }

    @Override
    public void accept(MessagePart part) {
        int size = PART_BYTES + part.payload().remaining();
        boolean full = !listening.hears(part.text())
                && (keptBytes >= MOST_BYTES || (keptBytes + size > MOST_BYTES && listening.hears(!part.text())));
        if (!over && (full || !isTimed())) {
            end();
        }
        if (over) {
            drop(part);
            return;
        }
        kept.add(new MessagePart(
                part.text(), OwnBytes.of(part.payload()), part.first(), part.last(), part.endOfFrame(), 0));
        keptText += part.text() ? 1 : 0;
        keptBytes += size;
        if (keptBytes >= MOST_BYTES) {
            holding = true;
            listening.hold(true);
        }
    }

    private boolean isTimed() {
        if (patience == null) {
            try {
                patience = timer.schedule(
                        () -> {
                            late = true;
                            listening.wake();
                        },
                        PATIENCE);
            } catch (RejectedExecutionException stopped) {
                return false; // and so the connection ends
            }
        }
        return true;
    }

    /** Drops everything if nobody came in time, and reads on if somebody did. */
    void check() {
        boolean heard = listening.hears(true) || listening.hears(false);
        if (late && !over && !(heard && canGive())) {
            end();
        } else if (holding && heard) {
            readOn();
        }
    }

    private boolean canGive() {
        return taken != null || (hasKept(true) && listening.hears(true)) || (hasKept(false) && listening.hears(false));
    }

    private void readOn() {
        if (holding) {
            holding = false;
            listening.hold(false);
        }
    }

    /** {@return and takes the oldest part that somebody listens to by now; null if there is none} */
    @Nullable MessagePart next() {
        MessagePart before = taken;
        boolean text = before == null ? hasKept(true) && listening.hears(true) : before.text();
        boolean binary = before == null ? hasKept(false) && listening.hears(false) : !before.text();
        if (!text && !binary) {
            return null;
        }
        for (Iterator<MessagePart> parts = kept.iterator(); parts.hasNext(); ) {
            MessagePart part = parts.next();
            if (part.text() ? text : binary) {
                parts.remove();
                keptText -= part.text() ? 1 : 0;
                keptBytes -= PART_BYTES + part.payload().remaining();
                // What is still to come of a message goes on where its last part that was kept went.
                taken = part.last() || !parts.hasNext() ? null : part;
                return part;
            }
        }
        return null;
    }

    /** {@return whether the part that was taken last is continued by what is still to come} */
    boolean isContinued(MessagePart last) {
        return !last.last() && taken == null;
    }

    /** {@return how many bytes are kept of a message, from its first part on, which was just taken} */
    long size(MessagePart first) {
        long bytes = first.payload().remaining();
        boolean more = !first.last();
        for (MessagePart next : kept) {
            if (more && next.text() == first.text()) {
                bytes += next.payload().remaining();
                more = !next.last();
            }
        }
        return bytes;
    }

    /** Keeps nothing any more, and drops what is kept. */
    void end() {
        over = true;
        Future<?> task = patience;
        if (task != null) {
            task.cancel(false);
        }
        kept.forEach(this::drop);
        kept.clear();
        keptText = 0;
        keptBytes = 0;
        readOn();
        if (droppedMessages > 0) {
            listening.dropped(droppedMessages, droppedBytes);
            droppedMessages = 0;
        }
    }

    private void drop(MessagePart part) {
        droppedBytes += part.payload().remaining();
        droppedMessages += part.first() ? 1 : 0;
    }
}
