package dev.ws.servlet;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of {@link ServletTransport}. The stream is read by one thread at a time, whose turn it is: the one in
 * {@code onDataAvailable}, or, when a turn ended early because the inbox was full or nobody wanted input, one that goes on
 * where it stopped. A turn ends for good when {@code isReady()} is false; from then on the stream is left alone until the
 * container calls. The end of input is noticed wherever it shows first: in {@code onAllDataRead}, {@code isFinished()}
 * or a read that returns -1.
 *
 * <p>The pump takes bytes out of the inbox on whatever thread it runs. A pump that runs on the thread whose turn it is
 * reads the stream itself, past the inbox.
 *
 * <p>Longer than most: whose turn it is, what ends a turn and when the pump is told hang on the same few fields, whose
 * orders of access make it correct.
 */
final class ServletInput {
    // Plain, so that no class of the web application is in the map of a container's thread.
    private static final ThreadLocal<byte[]> SCRATCH = new ThreadLocal<>();

    private final ServletInputStream in;
    private final ServletTransport transport;
    private final ContainerHabits habits;
    private final StreamGate gate;
    private final ServletInbox inbox;
    private final AtomicInteger turns = new AtomicInteger(); // who raises it from 0 has the turn
    private final AtomicBoolean wanted = new AtomicBoolean(); // the pump asked for readable() and was not answered
    private final AtomicBoolean left = new AtomicBoolean(); // the last turn ended early: somebody has to go on
    private final AtomicInteger signals = new AtomicInteger(); // who raises it from 0 tells the pump
    private volatile @Nullable Thread reader; // whose turn it is
    private volatile @Nullable Thread callback; // the thread inside a callback about input
    private volatile @Nullable Thread insideStream; // the thread inside a call of the stream
    private volatile boolean exhausted = true; // isReady() was false, or is asked now; cleared by the container's call
    private volatile boolean heldBack; // the last turn ended because there are answers to come or on their way
    private volatile boolean inline; // the pump was seen to run on the reader's thread
    private boolean asking; // the thread whose turn it is; whether the pump reads here
    private volatile boolean ended; // once
    private volatile @Nullable Throwable failure; // once

    ServletInput(
            ServletInputStream in,
            ServletTransport transport,
            ContainerHabits habits,
            StreamGate gate,
            ServletInbox inbox) {
        this.in = in;
        this.inbox = inbox;
        this.transport = transport;
        this.habits = habits;
        this.gate = gate;
    }

    // --- the pump ----------------------------------------------------------------------------------------------------

    int read(ByteBuffer target) throws IOException {
        boolean here = isHere();
        if (here) {
            inline = true;
        }
        if (isMuted(here)) {
            return 0;
        }
        boolean wasEnded = ended; // first, as bytes may be added before it is set
        Throwable broken = failure;
        int taken = inbox.take(target);
        if (taken > 0) {
            if (inbox.isLow() && !heldBack) {
                goOn();
            }
            return taken;
        }
        if (wasEnded) {
            return -1;
        }
        if (broken != null) {
            throw new IOException("connection broken", broken);
        }
        return here && pumpReadsHere() ? readStream(target) : 0;
    }

    // On the thread whose turn it is, with an empty inbox.
    private int readStream(ByteBuffer target) throws IOException {
        asking = true;
        int count;
        try {
            count = streamRead(target.array(), target.arrayOffset() + target.position(), target.remaining());
        } finally {
            asking = false;
        }
        if (count > 0) {
            target.position(target.position() + count);
            return count;
        }
        Throwable broken = failure;
        if (broken != null) {
            throw new IOException("connection broken", broken);
        }
        return ended ? -1 : 0;
    }

    void awaitReadable() {
        wanted.set(true);
        if (hasNews()) {
            if (signals.getAndIncrement() == 0) {
                transport.execute(this::deliver);
            }
        } else if (!heldBack || !transport.isOutputPending()) {
            goOn(); // else whoever gets the output out does that
        }
    }

    // --- the container -----------------------------------------------------------------------------------------------

    /** The container called because there is something to read. */
    void available() {
        called(() -> {
            exhausted = false;
            left.set(false);
            takeTurn();
        });
    }

    /** The container called because input has ended. */
    void end() {
        ended = true;
        if (isInStream()) {
            return; // that call is about to return, and its caller tells
        }
        called(this::tell);
        if (!habits.leavesEnd(inbox, transport)) {
            transport.letGo();
        }
    }

    private void called(Runnable task) {
        Thread outer = callback;
        callback = Thread.currentThread();
        try {
            task.run();
        } finally {
            callback = outer;
        }
        deliverKept();
    }

    // A pump that runs on this thread got nothing while output waited: so it runs elsewhere.
    private void deliverKept() {
        if (wanted.get() && hasNews() && signals.getAndIncrement() == 0) {
            transport.execute(this::deliver);
        }
    }

    /** The connection broke, whoever noticed. Only the first cause counts. */
    void fail(Throwable cause) {
        note(cause);
        if (!isInStream()) {
            called(this::tell);
        }
    }

    void note(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    boolean isInStream() {
        return Thread.currentThread() == insideStream;
    }

    // --- the turn ----------------------------------------------------------------------------------------------------

    private void goOn() {
        if (left.compareAndSet(true, false)) {
            if (heldBack) {
                heldBack = false;
                exhausted = false;
            }
            try {
                habits.resumeReading(this::takeTurn);
            } catch (RejectedExecutionException e) {
                transport.abort();
            }
        }
    }

    private void takeTurn() {
        if (turns.getAndIncrement() != 0) {
            return; // whose turn it is goes round once more
        }
        int seen = 1;
        while (seen != 0) {
            seen = turns.get();
            reader = Thread.currentThread();
            try {
                fill();
            } finally {
                reader = null;
            }
            seen = turns.addAndGet(-seen);
        }
        deliverKept();
    }

    private void fill() {
        boolean ahead = wanted.get() || habits.readsAhead();
        if (isReadable() && !inbox.hasRoom() && habits.readsOnceWithoutRoom(inbox)) {
            readAhead();
        }
        while (isReadable()) {
            if (pumpReadsHere() && inbox.isEmpty() && wanted.get()) {
                tell();
            } else if (inbox.hasRoom() && (ahead || wanted.get())) {
                readAhead();
                tell();
            } else if (!leave()) {
                return;
            }
        }
        tell();
    }

    // Ends the turn early. Returns true when there is a reason to go on after all.
    private boolean leave() {
        if (habits.staysInCallback()) {
            return habits.leavesInput(inbox, transport);
        }
        left.set(true);
        boolean again = (inbox.hasRoom() && wanted.get()) || habits.leavesInput(inbox, transport);
        return again && left.compareAndSet(true, false);
    }

    // Whether this thread may not wait for a call about output.
    private boolean isHere() {
        Thread current = Thread.currentThread();
        return current == reader || current == callback;
    }

    private boolean pumpReadsHere() {
        return inline && habits.readsIntoAnyArray() && Thread.currentThread() == reader && !transport.outputWaits();
    }

    private boolean isReadable() {
        return !exhausted && !ended && failure == null && !transport.isOver();
    }

    private void readAhead() {
        byte[] scratch = SCRATCH.get();
        if (scratch == null || scratch.length < habits.readSize()) {
            scratch = new byte[habits.readSize()];
            SCRATCH.set(scratch);
        }
        try {
            int count = streamRead(scratch, 0, scratch.length);
            if (count > 0) {
                inbox.add(Arrays.copyOf(scratch, count));
            }
        } catch (IOException e) {
            transport.broke(e);
        }
    }

    /** Output is out. */
    void goOnIfHeldBack() {
        if (heldBack) {
            goOn();
        }
    }

    // Asking for more can cost the answer to what is there: it has to be out first. The pump has answered everything
    // when it asks for more, be it here or by awaitReadable.
    private boolean isHeldBack() throws IOException {
        while (mustNotAsk()) {
            heldBack = true;
            exhausted = true;
            left.set(true);
            if (mustNotAsk() || !left.compareAndSet(true, false)) {
                return true;
            }
            heldBack = false;
            exhausted = false;
        }
        return false;
    }

    private boolean mustNotAsk() throws IOException {
        return habits.dropsOutputAtFin()
                && in.available() == 0
                && (transport.isOutputPending() || !inbox.isEmpty() || !(wanted.get() || asking));
    }

    // 0 when there is nothing now; the end of input is noted, not returned.
    private int streamRead(byte[] target, int offset, int length) throws IOException {
        if (exhausted || ended || failure != null) {
            return 0;
        }
        if (!gate.enter()) {
            exhausted = true;
            return 0;
        }
        insideStream = Thread.currentThread();
        try {
            if (isHeldBack()) {
                return 0;
            }
            exhausted = true; // before asking: the container may call as soon as the answer is known
            if (in.isReady()) {
                exhausted = false;
                int count = in.read(target, offset, length);
                if (count > 0) {
                    return count;
                }
                if (count < 0) {
                    ended = true;
                }
                // 0 is what Tomcat's NIO2 says while it reads by itself: it has to be asked again, or it never calls.
            } else if (in.isFinished() || habits.isCut()) {
                ended = true;
            }
            return 0;
        } catch (IOException | RuntimeException e) {
            throw transport.noted(e);
        } finally {
            insideStream = null;
            gate.leave();
        }
    }

    // --- telling -----------------------------------------------------------------------------------------------------

    /** Tells the pump if it asked and there is news. One thread at a time. */
    void tell() {
        if (signals.getAndIncrement() == 0) {
            deliver();
        }
    }

    private void deliver() {
        int seen = 1;
        while (seen != 0) {
            seen = signals.get();
            if (hasNews() && !transport.isReleased() && wanted.compareAndSet(true, false)) {
                transport.tellReadable();
            }
            seen = signals.addAndGet(-seen);
        }
    }

    private boolean hasNews() {
        boolean kept = !inbox.isEmpty() || ended || failure != null;
        boolean here = isHere();
        return (kept && !isMuted(here)) || (here && pumpReadsHere() && !exhausted);
    }

    // While output waits for the container, which may not call before the callback about input has returned, the pump
    // gets nothing: it would pile up answers, and a peer that reads would look like one that does not.
    private boolean isMuted(boolean here) {
        return transport.outputWaits() && (here ? inline : callback != null && habits.holdsOutputBack());
    }

    boolean hasUnread() {
        return !inbox.isEmpty();
    }

    boolean isEnded() {
        return ended;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    void wake() {
        inbox.wake();
    }

    void close() {
        inbox.close();
    }
}
