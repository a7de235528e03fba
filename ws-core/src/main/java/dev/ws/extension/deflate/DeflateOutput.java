package dev.ws.extension.deflate;

import dev.ws.frame.BufferPool;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/**
 * Gathers what a deflater puts out for one frame: in a buffer of the pool as long as it suffices, then in larger ones. For
 * one thread at a time.
 */
final class DeflateOutput {
    private final BufferPool pool;
    private ByteBuffer buffer; // who compresses the frame

    DeflateOutput(BufferPool pool, int bytes) {
        this.pool = pool;
        this.buffer = bytes <= BufferPool.SMALL ? pool.small() : pool.large();
    }

    /** Takes all output for the deflater's input, up to and with the empty block that ends it on a byte boundary. */
    void flush(Deflater deflater) {
        // Room left over is the only sign that zlib has nothing more to say.
        do {
            if (!buffer.hasRemaining()) {
                grow();
            }
            deflater.deflate(buffer, Deflater.SYNC_FLUSH);
        } while (!buffer.hasRemaining());
    }

    private void grow() {
        ByteBuffer full = buffer;
        buffer = full.capacity() < BufferPool.LARGE ? pool.large() : ByteBuffer.allocate(2 * full.capacity());
        buffer.put(full.flip());
        pool.release(full);
    }

    /**
     * Ends the output.
     *
     * @param cut how many of the last bytes to drop
     * @return the bytes, valid until {@link #release}
     */
    ByteBuffer bytes(int cut) {
        return buffer.flip().limit(buffer.limit() - cut);
    }

    /** Gives the buffer back. */
    void release() {
        pool.release(buffer);
    }
}
