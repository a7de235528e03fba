package dev.ws.servlet;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The writing half of {@link ServletTransport}. The drainer writes, on whatever thread it runs, while {@code isReady()} is
 * true; once it was false the stream is left alone until the container calls. Nothing is written before the container's
 * first call.
 */
final class ServletOutput {
    private static final int WRITE_SIZE = 16 * 1024;

    private final ServletOutputStream out;
    private final ServletTransport transport;
    private final ContainerHabits habits;
    private final StreamGate gate;
    private volatile boolean blocked; // isReady() was false, or is being asked; cleared when the container calls
    private volatile boolean starting = true; // the starting thread may use the stream, and nobody else
    private volatile boolean refused; // the drainer has something that was not taken
    private volatile int calls; // of the container; container thread
    private boolean unflushed; // drainer
    private volatile boolean unsent; // drainer; something was taken and maybe not handed to the kernel

    ServletOutput(ServletOutputStream out, ServletTransport transport, ContainerHabits habits, StreamGate gate) {
        this.out = out;
        this.transport = transport;
        this.habits = habits;
        this.gate = gate;
    }

    /** The listener is set. Lets the 101 go out where that takes a flush. */
    void begin() throws IOException {
        if (habits.needsFirstFlush() && gate.enter()) {
            try {
                if (ask()) {
                    out.flush();
                }
            } finally {
                gate.leave();
            }
        }
        starting = false;
        if (calls > 0) {
            transport.tellWritable(); // meanwhile, when nobody might write
        }
    }

    /** The container called because more can be written. */
    void possible() {
        int before = calls;
        calls = before + 1;
        blocked = false;
    }

    /** {@return whether only a call of the container lets output go on} */
    boolean isBlocked() {
        return blocked || calls == 0;
    }

    int calls() {
        return calls;
    }

    /** {@return whether the drainer waits for that call} */
    boolean isRefusing() {
        return refused;
    }

    int write(ByteBuffer source) throws IOException {
        enter();
        int before = source.position();
        try {
            while (source.hasRemaining() && isReady()) {
                int count = Math.min(source.remaining(), WRITE_SIZE);
                int from = source.arrayOffset() + source.position();
                unflushed = habits.needsFlush();
                unsent = true;
                if (habits.copiesWrites()) {
                    out.write(source.array(), from, count);
                } else {
                    out.write(Arrays.copyOfRange(source.array(), from, from + count));
                }
                source.position(source.position() + count);
            }
        } catch (IOException | RuntimeException e) {
            throw transport.noted(e);
        } finally {
            leave();
        }
        transport.requireUsable();
        return source.position() - before;
    }

    boolean flush() throws IOException {
        if (!unsent) {
            transport.requireUsable();
            return true;
        }
        boolean sent = false;
        enter();
        try {
            if (!isReady()) {
                return false;
            }
            if (unflushed) {
                unflushed = false;
                out.flush();
                if (!isReady()) {
                    return false;
                }
            }
            unsent = false;
            sent = true;
            return true;
        } catch (IOException | RuntimeException e) {
            throw transport.noted(e);
        } finally {
            leave();
            if (sent) {
                transport.outputSent();
            }
        }
    }

    /** {@return whether something was taken, or offered, that is not handed to the kernel} */
    boolean isPending() {
        return unsent || refused;
    }

    private boolean isReady() throws IOException {
        refused = true;
        if (starting || isBlocked() || transport.isOver() || !ask()) {
            return false;
        }
        refused = false;
        return true;
    }

    private boolean ask() {
        blocked = true; // before asking: the container may call as soon as the answer is known
        if (!habits.isReady(out)) {
            return false;
        }
        blocked = false;
        return true;
    }

    private void enter() throws IOException {
        transport.requireUsable();
        if (!gate.enter()) {
            throw new IOException("connection closed");
        }
        transport.enterWrite();
    }

    private void leave() {
        transport.leaveWrite();
        gate.leave();
    }
}
