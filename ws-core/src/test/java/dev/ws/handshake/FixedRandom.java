package dev.ws.handshake;

import java.io.Serial;
import java.security.SecureRandom;
import java.util.Arrays;

/** Randomness for tests: the first call fills with 0, the second with 1, and so on. */
final class FixedRandom extends SecureRandom {
    @Serial
    private static final long serialVersionUID = 1L;

    private byte next; // the test's thread

    @Override
    public void nextBytes(byte[] bytes) {
        Arrays.fill(bytes, next);
        next++;
    }
}
