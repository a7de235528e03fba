package dev.ws.http;

/**
 * How much of a head is read before it is refused. Immutable.
 *
 * @param maxLineBytes the longest line in bytes without its end, start line and fields alike, at least 1; default 8192.
 *     A longer request line is answered with 414, a longer field with 431
 * @param maxFields the number of field lines, at least 0; default 100. More are answered with 431
 * @param maxHeadBytes the whole head in bytes with all line ends, at least 1; default 16384. More are answered as for a
 *     line, by the line that was too much
 */
public record HttpLimits(int maxLineBytes, int maxFields, int maxHeadBytes) {
    /** The defaults: 8 KiB a line, 100 fields, 16 KiB in all. */
    public static final HttpLimits DEFAULT = new HttpLimits(8192, 100, 16384);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when one is out of its range
     */
    public HttpLimits {
        require("maxLineBytes", maxLineBytes, 1);
        require("maxFields", maxFields, 0);
        require("maxHeadBytes", maxHeadBytes, 1);
    }

    private static void require(String name, int value, int minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + " is " + value + ", at least " + minimum + " needed");
        }
    }
}
