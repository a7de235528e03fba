package dev.ws.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts lines out of bytes that arrive in any pieces (RFC 9112 section 2.2): a line ends with CR LF, and a CR or LF alone
 * is a fault, because lenient readers disagree about it and attackers live on that. Control characters are refused where
 * they appear, so that a TLS greeting on a plain port fails at once. For one thread.
 */
final class LineReader {
    private static final int FIRST_BYTES = 256;

    private final int maxLineBytes;
    private final int maxBytes;

    // All fields: the one thread that reads.
    private byte[] line;
    private int length;
    private int total;
    private boolean afterReturn;

    /**
     * Starts before the first byte.
     *
     * @param maxLineBytes the longest line without its end
     * @param maxBytes the most bytes until {@link #restart()}, line ends included
     */
    LineReader(int maxLineBytes, int maxBytes) {
        this.maxLineBytes = maxLineBytes;
        this.maxBytes = maxBytes;
        this.line = new byte[Math.min(maxLineBytes, FIRST_BYTES)];
    }

    /**
     * Reads up to the end of a line.
     *
     * @param in bytes; what follows the line stays in it
     * @param tooMuch the status of the exception when a limit is passed
     * @return the line without its end, each byte a character; null when it is not complete, {@code in} is empty then
     * @throws HttpSyntaxException when a limit is passed, or a character does not belong here
     */
    @Nullable String read(ByteBuffer in, int tooMuch) {
        while (in.hasRemaining()) {
            byte next = in.get();
            total++;
            if (total > maxBytes) {
                throw new HttpSyntaxException(tooMuch, "head is longer than " + maxBytes + " bytes");
            }
            if (afterReturn) {
                if (next != '\n') {
                    throw new HttpSyntaxException(400, "CR without LF");
                }
                return take();
            }
            if (next == '\r') {
                afterReturn = true;
            } else {
                append(next, tooMuch);
            }
        }
        return null;
    }

    private String take() {
        String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
        length = 0;
        afterReturn = false;
        return text;
    }

    private void append(byte next, int tooMuch) {
        if (next == '\n') {
            throw new HttpSyntaxException(400, "LF without CR");
        }
        if (!Characters.isText(next & 0xFF)) {
            throw new HttpSyntaxException(400, "control character " + next);
        }
        if (length == maxLineBytes) {
            throw new HttpSyntaxException(tooMuch, "line is longer than " + maxLineBytes + " bytes");
        }
        if (length == line.length) {
            line = Arrays.copyOf(line, (int) Math.min(2L * length, maxLineBytes));
        }
        line[length++] = next;
    }

    /** {@return whether bytes were read since the last {@link #restart()}} */
    boolean started() {
        return total > 0;
    }

    /** Begins to count the bytes anew. */
    void restart() {
        total = 0;
    }
}
