package dev.ws.jakarta.session;

import dev.ws.ErrorCode;
import dev.ws.MessageTooBigException;

/** Counts the bytes of a message up to a limit, if there is one. One thread at a time. */
final class ByteCount {
    private final long max;
    private long bytes; // the reading thread

    /** Starts a message; at most so many bytes, or -1 for any number. */
    ByteCount(long max) {
        this.max = max < 0 ? Long.MAX_VALUE : max;
    }

    /**
     * Counts more.
     *
     * @throws MessageTooBigException above the limit; the session is closed with 1009
     */
    void add(long more) {
        bytes += more;
        if (bytes > max) {
            throw new MessageTooBigException(
                    ErrorCode.UNSUPPORTED_MESSAGE_LENGTH,
                    "message is longer than " + max + " bytes, the most that its handler takes");
        }
    }

    /** {@return how many bytes of UTF-8 the text takes} */
    static long utf8(CharSequence text) {
        long size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                size++;
            } else if (c < 0x800 || Character.isSurrogate(c)) { // a pair of surrogates takes four
                size += 2;
            } else {
                size += 3;
            }
        }
        return size;
    }
}
