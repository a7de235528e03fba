package dev.ws.http;

import dev.ws.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the beginning of a response's body, for a client that was answered something else than an upgrade and wants to
 * say what (RFC 9112 sections 6 and 7). Knows bodies with a length, in chunks and up to the end of the stream; keeps the
 * bytes as sent, up to a limit, and is done there. For one thread.
 */
public final class HttpBodyReader {
    /** How much of a body is kept by default, in bytes: 64 KiB. */
    public static final int DEFAULT_MAX_BYTES = 65536;

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK = Pattern.compile("(?s)([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?");
    private static final int HEXADECIMAL = 16;

    private enum State {
        CONTENT,
        CHUNK_LINE,
        CHUNK_CONTENT,
        CHUNK_END,
        TRAILERS,
        DONE
    }

    private final int maxBytes;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final LineReader lines =
            new LineReader(HttpLimits.DEFAULT.maxLineBytes(), HttpLimits.DEFAULT.maxHeadBytes());
    private final boolean untilEnd;

    // All fields: the one thread that reads.
    private State state;
    private long left; // of the content or the chunk
    private boolean complete;

    private HttpBodyReader(int maxBytes, State state, long left, boolean untilEnd) {
        this.maxBytes = maxBytes;
        this.state = state;
        this.left = left;
        this.untilEnd = untilEnd;
        this.complete = state == State.DONE;
    }

    /**
     * Starts behind the head of a response to GET.
     *
     * @param head the head, which decides how long the body is (RFC 9112 section 6.3)
     * @param maxBytes how many bytes are kept, at least 0
     * @return the reader
     * @throws HttpSyntaxException when the length is none
     * @throws IllegalArgumentException when {@code maxBytes} is negative
     */
    public static HttpBodyReader of(HttpResponseHead head, int maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes is " + maxBytes + ", at least 0 needed");
        }
        Headers headers = head.headers();
        if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return new HttpBodyReader(maxBytes, State.DONE, 0, false);
        }
        String codings = headers.joined("Transfer-Encoding");
        if (codings != null) {
            String last = codings.substring(codings.lastIndexOf(',') + 1);
            return Characters.trim(last).equalsIgnoreCase("chunked")
                    ? new HttpBodyReader(maxBytes, State.CHUNK_LINE, 0, false)
                    : new HttpBodyReader(maxBytes, State.CONTENT, Long.MAX_VALUE, true);
        }
        List<String> lengths = headers.all("Content-Length");
        if (lengths.isEmpty()) {
            return new HttpBodyReader(maxBytes, State.CONTENT, Long.MAX_VALUE, true);
        }
        long length = length(lengths);
        return new HttpBodyReader(maxBytes, length == 0 ? State.DONE : State.CONTENT, length, false);
    }

    // RFC 9110 section 8.6: the same number several times, in one field or in many, is that number.
    private static long length(List<String> fields) {
        List<String> values = List.of(String.join(",", fields).split(",", -1)).stream()
                .map(Characters::trim)
                .distinct()
                .toList();
        if (values.size() != 1 || !LENGTH.matcher(values.get(0)).matches()) {
            throw new HttpSyntaxException(400, "invalid Content-Length");
        }
        return Long.parseLong(values.get(0));
    }

    /**
     * Reads on.
     *
     * @param in bytes; what follows the body stays in it
     * @return whether nothing more is wanted, because the body is complete or as much as fits was kept; otherwise
     *     {@code in} is empty
     * @throws HttpSyntaxException when the chunks break the grammar; the reader is of no further use then, but for what
     *     it kept
     */
    public boolean read(ByteBuffer in) {
        while (state != State.DONE && in.hasRemaining()) {
            switch (state) {
                case CONTENT, CHUNK_CONTENT -> content(in);
                default -> line(in);
            }
        }
        return state == State.DONE;
    }

    private void content(ByteBuffer in) {
        int piece = (int) Math.min(left, in.remaining());
        int taken = Math.min(piece, maxBytes - kept.size());
        byte[] bytes = new byte[taken];
        in.get(bytes);
        kept.write(bytes, 0, taken);
        left -= taken;
        if (taken < piece) {
            state = State.DONE;
        } else if (left == 0) {
            finishContent();
        }
    }

    private void finishContent() {
        if (state == State.CHUNK_CONTENT) {
            state = State.CHUNK_END;
        } else {
            finish();
        }
    }

    private void finish() {
        state = State.DONE;
        complete = true;
    }

    private void line(ByteBuffer in) {
        String line = lines.read(in, 400);
        if (line == null) {
            return;
        }
        switch (state) {
            case CHUNK_LINE -> startChunk(line);
            case CHUNK_END -> endChunk(line);
            default -> trailer(line);
        }
    }

    private void startChunk(String line) {
        Matcher chunk = CHUNK.matcher(line);
        if (!chunk.matches()) {
            throw new HttpSyntaxException(400, "invalid chunk size");
        }
        left = Long.parseLong(chunk.group(1), HEXADECIMAL);
        state = left == 0 ? State.TRAILERS : State.CHUNK_CONTENT;
    }

    private void endChunk(String line) {
        if (!line.isEmpty()) {
            throw new HttpSyntaxException(400, "chunk is longer than its size");
        }
        // Chunks may be many: their bytes count, not their lines.
        lines.restart();
        state = State.CHUNK_LINE;
    }

    // Trailer fields are of no interest, but bounded like a head.
    private void trailer(String line) {
        if (line.isEmpty()) {
            finish();
        }
    }

    /** Takes note of the end of the stream, which completes a body without length and cuts off any other. */
    public void end() {
        complete |= untilEnd && state == State.CONTENT;
        state = State.DONE;
    }

    /** {@return whether the body has no length, so that only the end of the stream ends it} */
    public boolean untilEnd() {
        return untilEnd;
    }

    /** {@return what was kept so far, a copy} */
    public byte[] body() {
        return kept.toByteArray();
    }

    /** {@return whether {@link #body()} is the whole body} */
    public boolean complete() {
        return complete;
    }
}
