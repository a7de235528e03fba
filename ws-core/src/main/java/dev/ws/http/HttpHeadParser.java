package dev.ws.http;

import dev.ws.Headers;
import dev.ws.extension.HeaderCursor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads heads from bytes that arrive in any pieces, strictly by RFC 9112 and within limits. What follows a head stays in
 * the buffer, and the parser is ready for the next head. Where readers of HTTP are known to disagree - line ends, folded
 * fields, blanks before the colon, {@code Host} - there is no leniency, because disagreement is what request smuggling
 * is made of. For one thread; made for one direction of one connection by the client or the stand-alone server.
 *
 * @param <H> {@link HttpRequestHead} or {@link HttpResponseHead}
 */
public final class HttpHeadParser<H> {
    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9._~!$&'()*+;=%:\\[\\]-]*");
    private static final Pattern STATUS = Pattern.compile("[1-9][0-9]{2}");
    private static final int FIELDS_TOO_LARGE = 431;

    private final int startLineTooLong;
    private final BiFunction<String, Headers, H> head;
    private final HttpLimits limits;
    private final LineReader lines;

    // All fields: the one thread that parses.
    private @Nullable String startLine;
    private Headers.Builder headers = Headers.builder();
    private int fields;
    private @Nullable HttpSyntaxException failure;

    private HttpHeadParser(int startLineTooLong, BiFunction<String, Headers, H> head, HttpLimits limits) {
        this.startLineTooLong = startLineTooLong;
        this.head = head;
        this.limits = limits;
        this.lines = new LineReader(limits.maxLineBytes(), limits.maxHeadBytes());
    }

    /**
     * Makes a parser for a server.
     *
     * @param limits the limits
     * @return the parser
     */
    public static HttpHeadParser<HttpRequestHead> forRequests(HttpLimits limits) {
        return new HttpHeadParser<>(414, HttpHeadParser::request, limits);
    }

    /**
     * Makes a parser for a client.
     *
     * @param limits the limits
     * @return the parser
     */
    public static HttpHeadParser<HttpResponseHead> forResponses(HttpLimits limits) {
        return new HttpHeadParser<>(FIELDS_TOO_LARGE, HttpHeadParser::response, limits);
    }

    /**
     * Reads on.
     *
     * @param in bytes; what follows the head stays in it
     * @return the head; null when it is not complete, {@code in} is empty then
     * @throws HttpSyntaxException when the bytes break the grammar or a limit; every further call throws it again
     */
    public @Nullable H parse(ByteBuffer in) {
        if (failure != null) {
            throw failure;
        }
        try {
            return readLines(in);
        } catch (HttpSyntaxException e) {
            failure = e;
            throw e;
        }
    }

    /** {@return whether the beginning of a head was read, so that an end of stream now would cut it off} */
    public boolean started() {
        return lines.started();
    }

    private @Nullable H readLines(ByteBuffer in) {
        while (true) {
            String line = lines.read(in, startLine == null ? startLineTooLong : FIELDS_TOO_LARGE);
            if (line == null) {
                return null;
            }
            if (startLine == null) {
                // RFC 9112 section 2.2: some clients send an empty line after what went before.
                startLine = line.isEmpty() ? null : line;
            } else if (line.isEmpty()) {
                return finish(startLine);
            } else {
                addField(line);
            }
        }
    }

    private H finish(String start) {
        H finished = head.apply(start, headers.build());
        startLine = null;
        headers = Headers.builder();
        fields = 0;
        lines.restart();
        return finished;
    }

    private void addField(String line) {
        fields++;
        if (fields > limits.maxFields()) {
            throw new HttpSyntaxException(FIELDS_TOO_LARGE, "head has more than " + limits.maxFields() + " fields");
        }
        // A folded line (RFC 9112 section 5.2) begins with a blank, so its name is no token either; the same goes for a
        // blank before the colon (section 5.1).
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new HttpSyntaxException(400, "field line without colon");
        }
        String name = line.substring(0, colon);
        if (!HeaderCursor.isToken(name)) {
            throw new HttpSyntaxException(400, "field name is not a token");
        }
        headers.add(name, Characters.trim(line.substring(colon + 1)));
    }

    private static HttpRequestHead request(String line, Headers headers) {
        // RFC 9112 section 3: one blank between the parts. A request of HTTP/0.9 has but two.
        String[] parts = line.split(" ", -1);
        if (parts.length != 3) {
            throw new HttpSyntaxException(400, "request line has " + parts.length + " parts, 3 needed");
        }
        if (!HeaderCursor.isToken(parts[0])) {
            throw new HttpSyntaxException(400, "method is not a token");
        }
        if (!Characters.isTarget(parts[1])) {
            throw new HttpSyntaxException(400, "invalid character in the request target");
        }
        HttpVersion version = HttpVersion.parse(parts[2]);
        requireHost(version, headers.all("Host"));
        return new HttpRequestHead(parts[0], parts[1], version, headers);
    }

    // RFC 9112 section 3.2: exactly one, with the form of an authority without user information; 1.0 knew none.
    private static void requireHost(HttpVersion version, List<String> hosts) {
        if (hosts.isEmpty() && version == HttpVersion.HTTP_1_0) {
            return;
        }
        if (hosts.size() != 1) {
            throw new HttpSyntaxException(400, "request has " + hosts.size() + " Host fields, 1 needed");
        }
        if (!AUTHORITY.matcher(hosts.get(0)).matches()) {
            throw new HttpSyntaxException(400, "invalid Host field");
        }
    }

    private static HttpResponseHead response(String line, Headers headers) {
        // RFC 9112 section 4 wants a blank after the status even without a phrase; servers are known to leave it out.
        String[] parts = line.split(" ", 3);
        HttpVersion version = HttpVersion.parse(parts[0]);
        if (parts.length == 1 || !STATUS.matcher(parts[1]).matches()) {
            throw new HttpSyntaxException(400, "invalid status");
        }
        return new HttpResponseHead(version, Integer.parseInt(parts[1]), parts.length == 2 ? "" : parts[2], headers);
    }
}
