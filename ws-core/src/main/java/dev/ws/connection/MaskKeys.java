package dev.ws.connection;

import java.security.SecureRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;

/** Strong random masking keys (RFC 6455 section 10.3), drawn 8 KiB at a time. Any thread. */
final class MaskKeys implements IntSupplier {
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] pool = new byte[8 * 1024]; // lock
    private int used = pool.length; // lock

    @Override
    public int getAsInt() {
        lock.lock();
        try {
            if (used == pool.length) {
                random.nextBytes(pool);
                used = 0;
            }
            int key = 0;
            for (int i = 0; i < 4; i++) {
                key = (key << 8) | (pool[used] & 0xFF);
                pool[used++] = 0; // a key is used once and not kept
            }
            return key;
        } finally {
            lock.unlock();
        }
    }
}
