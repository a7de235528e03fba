package dev.ws.benchmarks.memory;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A stream of similar JSON messages, as a market or a set of sensors sends them: the same names, some words that come
 * again, and numbers that do not. The same stream for the same size.
 */
public final class JsonMessages {
    /** Bytes of the stream before it begins again: many times what any history holds. */
    public static final int STREAM_BYTES = 4 << 20;

    private static final String[] STATIONS = {"Athens", "Bergen", "Cork", "Dresden", "Evora", "Faro", "Genoa", "Hull"};
    private static final String[] STATES = {"ok", "ok", "ok", "stale", "offline"};

    private JsonMessages() {}

    /**
     * Makes the messages of a stream.
     *
     * @param size the bytes of each
     * @return at least four messages, together at least {@link #STREAM_BYTES}
     */
    public static byte[][] of(int size) {
        return of(size, Math.max(4, STREAM_BYTES / size));
    }

    /**
     * Makes messages.
     *
     * @param size the bytes of each
     * @param count how many
     * @return the messages
     */
    public static byte[][] of(int size, int count) {
        Random random = new Random(size);
        byte[][] messages = new byte[count][];
        for (int i = 0; i < count; i++) {
            messages[i] = message(size, random);
        }
        return messages;
    }

    private static byte[] message(int size, Random random) {
        StringBuilder json = new StringBuilder(size + 128).append('[');
        while (json.length() < size) {
            appendReading(json, random);
        }
        json.setLength(size); // one that fits is not worth the trouble: what counts is how it compresses
        return json.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void appendReading(StringBuilder json, Random random) {
        json.append("{\"id\":").append(1_000_000 + random.nextInt(9_000_000));
        json.append(",\"station\":\"").append(STATIONS[random.nextInt(STATIONS.length)]);
        json.append("\",\"temperature\":").append(random.nextInt(400) / 10.0);
        json.append(",\"state\":\"").append(STATES[random.nextInt(STATES.length)]);
        json.append("\",\"time\":").append(1_700_000_000_000L + random.nextInt(100_000_000));
        json.append("},");
    }
}
