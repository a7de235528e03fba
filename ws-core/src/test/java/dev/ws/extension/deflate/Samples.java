package dev.ws.extension.deflate;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Messages to compress, and the kinds of buffers that they come in. */
final class Samples {
    private static final String[] WORDS = {
        "price", "volume", "open", "close", "high", "low", "name", "symbol", "currency", "exchange", "time", "active"
    };

    private Samples() {}

    /** Text that is much alike, now and the next time. */
    static byte[] json(Random random, int length) {
        StringBuilder text = new StringBuilder("{");
        while (text.length() < length) {
            text.append('"').append(WORDS[random.nextInt(WORDS.length)]).append("\":");
            text.append(random.nextInt(1000)).append(",\n");
        }
        return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), length);
    }

    /** Any of: text, noise, zeros, noise that repeats at any distance. */
    static byte[] any(Random random, int length) {
        byte[] bytes = new byte[length];
        switch (random.nextInt(5)) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> Arrays.fill(bytes, (byte) random.nextInt());
            case 2 -> {
                byte[] period = new byte[1 + random.nextInt(1 << random.nextInt(17))];
                random.nextBytes(period);
                for (int i = 0; i < length; i++) {
                    bytes[i] = period[i % period.length];
                }
            }
            default -> bytes = json(random, length);
        }
        return bytes;
    }

    /** Mostly small, sometimes empty, seldom large. */
    static int length(Random random, int most) {
        return random.nextInt(20) == 0 ? 0 : random.nextInt(1 + random.nextInt(1 + random.nextInt(most)));
    }

    /** A buffer of any kind with the bytes between position and limit. */
    static ByteBuffer buffer(Random random, byte[] bytes) {
        int before = random.nextInt(9);
        boolean direct = random.nextInt(4) == 0;
        int capacity = before + bytes.length + random.nextInt(9);
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
        buffer.position(before);
        if (random.nextBoolean()) {
            buffer = buffer.slice();
        }
        buffer.mark().put(bytes).limit(buffer.position()).reset();
        return random.nextInt(4) == 0 ? buffer.asReadOnlyBuffer() : buffer;
    }

    /** The bytes between position and limit. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }
}
