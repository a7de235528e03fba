package dev.ws.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Two transports in memory, each the other's peer. The capacity of a direction can be set, to be full when wanted. */
public final class TransportPair {
    private final Pipe toServer = new Pipe();
    private final Pipe toClient = new Pipe();
    private final End client = new End(toClient, toServer);
    private final End server = new End(toServer, toClient);

    /** Makes the pair. */
    public TransportPair() {
        client.peer = server;
        server.peer = client;
    }

    /** {@return the end of the client} */
    public End client() {
        return client;
    }

    /** {@return the end of the server} */
    public End server() {
        return server;
    }

    private static final class Pipe {
        private final ReentrantLock lock = new ReentrantLock();
        private final ArrayDeque<ByteBuffer> bytes = new ArrayDeque<>();
        private long size;
        private long capacity = Long.MAX_VALUE;
        private boolean ended;
        private boolean broken;
        private boolean wanted;
        private boolean writerWaits;
    }

    /** One end. */
    public static final class End implements Transport {
        private final Pipe in;
        private final Pipe out;
        private @Nullable End peer;
        private volatile @Nullable TransportEvents events;
        private volatile boolean blockingAllowed = true;
        private volatile boolean halfClose = true;
        private volatile boolean writesBroken;
        private volatile boolean flushBlocked;
        private final AtomicInteger writes = new AtomicInteger();
        private final AtomicInteger flushes = new AtomicInteger();
        private volatile int mostPerRead = Integer.MAX_VALUE;
        private boolean dispatching;
        private volatile boolean closed;
        private volatile boolean aborted;

        private End(Pipe in, Pipe out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public void start(TransportEvents listener) {
            events = listener;
        }

        /** Tells once more that output can be written, as a thread does that was on its way when the connection ended. */
        public void tellWritable() {
            TransportEvents receiver = events;
            if (receiver != null) {
                receiver.writable();
            }
        }

        /** Sets whether callbacks may block. */
        public End blockingAllowed(boolean allowed) {
            blockingAllowed = allowed;
            return this;
        }

        /** Sets whether the output can end alone. */
        public End halfClose(boolean supported) {
            halfClose = supported;
            return this;
        }

        /** Sets the most bytes that one read gives. */
        public End mostPerRead(int bytes) {
            mostPerRead = bytes;
            return this;
        }

        /** Sets how many bytes the direction from this end holds before writes are refused. */
        public End capacity(long bytes) {
            boolean room;
            out.lock.lock();
            try {
                out.capacity = bytes;
                room = out.writerWaits && out.size < bytes;
                if (room) {
                    out.writerWaits = false;
                }
            } finally {
                out.lock.unlock();
            }
            TransportEvents listener = events;
            if (room && listener != null) {
                listener.writable();
            }
            return this;
        }

        /** Tells the connection that the transport is gone, as a container does. */
        public void lose(@Nullable Throwable cause) {
            TransportEvents listener = events;
            if (listener != null) {
                listener.closed(cause);
            }
        }

        /** Sets whether what was written stays inside the transport for now. */
        public End flushBlocked(boolean blocked) {
            flushBlocked = blocked;
            TransportEvents listener = events;
            if (!blocked && listener != null) {
                listener.writable();
            }
            return this;
        }

        /** Makes writes fail, and only writes. */
        public End breakWrites() {
            writesBroken = true;
            return this;
        }

        /** {@return how often write was called with success} */
        public int writes() {
            return writes.get();
        }

        /** {@return how often flush was called} */
        public int flushes() {
            return flushes.get();
        }

        /** {@return whether close or abort was called} */
        public boolean isClosed() {
            return closed;
        }

        /** {@return whether abort was called} */
        public boolean isReset() {
            return aborted;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int count = 0;
            boolean room;
            in.lock.lock();
            try {
                if (in.broken) {
                    throw new IOException("connection reset");
                }
                int limit = Math.min(target.remaining(), mostPerRead);
                while (count < limit && !in.bytes.isEmpty()) {
                    ByteBuffer first = in.bytes.peek();
                    int size = Math.min(limit - count, first.remaining());
                    target.put(first.slice(first.position(), size));
                    first.position(first.position() + size);
                    if (!first.hasRemaining()) {
                        in.bytes.poll();
                    }
                    count += size;
                }
                in.size -= count;
                if (count == 0 && in.ended) {
                    return -1;
                }
                room = in.writerWaits && in.size < in.capacity;
                if (room) {
                    in.writerWaits = false;
                }
            } finally {
                in.lock.unlock();
            }
            if (room) {
                peerWritable();
            }
            return count;
        }

        private void peerWritable() {
            End other = peer;
            TransportEvents listener = other == null ? null : other.events;
            if (listener != null) {
                listener.writable();
            }
        }

        @Override
        public void awaitReadable() {
            in.lock.lock();
            try {
                in.wanted = true;
            } finally {
                in.lock.unlock();
            }
            dispatch(false);
        }

        // Calls readable() when it is wanted and there is something; never from inside awaitReadable of the same
        // thread.
        private void dispatch(boolean mayCall) {
            while (true) {
                in.lock.lock();
                try {
                    if (dispatching) {
                        return;
                    }
                    if (!mayCall || !in.wanted || (in.bytes.isEmpty() && !in.ended && !in.broken)) {
                        if (!mayCall && in.wanted && (!in.bytes.isEmpty() || in.ended || in.broken)) {
                            Thread caller = new Thread(() -> dispatch(true), "transport-pair");
                            caller.setDaemon(true);
                            caller.start();
                        }
                        return;
                    }
                    in.wanted = false;
                    dispatching = true;
                } finally {
                    in.lock.unlock();
                }
                TransportEvents listener = events;
                if (listener != null) {
                    listener.readable();
                }
                in.lock.lock();
                try {
                    dispatching = false;
                } finally {
                    in.lock.unlock();
                }
            }
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int size;
            out.lock.lock();
            try {
                if (out.broken || out.ended || writesBroken) {
                    throw new IOException("broken pipe");
                }
                size = (int) Math.min(source.remaining(), Math.max(0, out.capacity - out.size));
                if (size > 0) {
                    ByteBuffer copy = ByteBuffer.allocate(size);
                    copy.put(source.slice(source.position(), size)).flip();
                    source.position(source.position() + size);
                    out.bytes.add(copy);
                    out.size += size;
                    writes.incrementAndGet();
                }
                if (source.hasRemaining()) {
                    out.writerWaits = true;
                }
            } finally {
                out.lock.unlock();
            }
            return size;
        }

        @Override
        public boolean flush() {
            flushes.incrementAndGet();
            if (flushBlocked) {
                return false;
            }
            End other = peer;
            if (other != null) {
                other.dispatch(true);
            }
            return true;
        }

        @Override
        public void shutdownOutput() {
            end(out);
            End other = peer;
            if (other != null) {
                other.dispatch(true);
            }
        }

        @Override
        public boolean halfCloseSupported() {
            return halfClose;
        }

        @Override
        public void close() {
            closed = true;
            shutdownOutput();
        }

        @Override
        public void abort() {
            closed = true;
            aborted = true;
            reset(out);
            reset(in);
            End other = peer;
            if (other != null) {
                other.dispatch(true);
            }
        }

        @Override
        public boolean blockingAllowed() {
            return blockingAllowed;
        }

        private static void end(Pipe pipe) {
            pipe.lock.lock();
            try {
                pipe.ended = true;
            } finally {
                pipe.lock.unlock();
            }
        }

        private static void reset(Pipe pipe) {
            pipe.lock.lock();
            try {
                pipe.broken = true;
                pipe.bytes.clear();
                pipe.size = 0;
            } finally {
                pipe.lock.unlock();
            }
        }
    }
}
