package dev.ws.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel from which one thread can read a little in advance for another. Reading and reading ahead exclude each other,
 * so bytes keep their order whoever comes first. Any thread.
 */
final class ReadAheadChannel implements ReadableByteChannel {
    /** Small messages fit; what does not is read by the one who wants it. */
    private static final int BYTES = 512;

    private final ReadableByteChannel channel;
    private @Nullable ByteBuffer ahead; // this
    private @Nullable IOException failure; // this; comes behind the bytes
    private boolean more; // this: what was read ahead may not be all
    private volatile boolean filled; // written under this: a read will find something

    ReadAheadChannel(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Reads in advance, if that was not done already.
     *
     * @return whether all that was there is read, and something was
     */
    synchronized boolean readAhead() {
        if (filled) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        try {
            if (channel.read(bytes) <= 0) {
                return false; // The end of input will be found again.
            }
        } catch (IOException e) {
            failure = e;
            filled = true;
            return false;
        }
        more = !bytes.hasRemaining();
        ahead = bytes.flip();
        filled = true;
        return !more;
    }

    /** {@return whether the next read finds something here} */
    boolean isFilled() {
        return filled;
    }

    @Override
    public synchronized int read(ByteBuffer target) throws IOException {
        if (!filled) {
            return channel.read(target);
        }
        ByteBuffer bytes = ahead;
        if (bytes == null) {
            filled = false;
            IOException e = failure;
            failure = null;
            if (e != null) {
                throw e;
            }
            return channel.read(target);
        }
        int count = Math.min(bytes.remaining(), target.remaining());
        target.put(bytes.slice().limit(count));
        bytes.position(bytes.position() + count);
        if (bytes.hasRemaining()) {
            return count;
        }
        ahead = null;
        filled = false;
        return more && target.hasRemaining() ? count + readOn(target) : count;
    }

    private int readOn(ByteBuffer target) {
        try {
            return Math.max(0, channel.read(target));
        } catch (IOException e) {
            failure = e;
            filled = true;
            return 0;
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
