package dev.ws.client;

import dev.ws.HandshakeAnswer;
import dev.ws.HandshakeException;
import dev.ws.handshake.ClientHandshake;
import dev.ws.http.HttpBodyReader;
import dev.ws.http.HttpHeadParser;
import dev.ws.http.HttpHeadWriter;
import dev.ws.http.HttpLimits;
import dev.ws.http.HttpRequestHead;
import dev.ws.http.HttpResponseHead;
import dev.ws.http.HttpSyntaxException;
import java.io.EOFException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One request of an opening handshake and its answer: skips interim answers, reads the head, and the body of what is
 * neither an upgrade nor a redirect to be followed. In the turn of its attempt.
 */
final class HandshakeDialogue implements Dialogue {
    private static final int MOST_INTERIM = 16;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ClientHandshake handshake;
    private final HttpHeadParser<HttpResponseHead> parser;
    private final Runnable bodyBegins;

    // All fields: the turn.
    private ByteBuffer request;
    private int interim;
    private @Nullable HttpResponseHead head;
    private ClientHandshake.@Nullable Result result;
    private @Nullable HttpBodyReader body;

    /**
     * A dialogue.
     *
     * @param handshake judges the answer, save for 101
     * @param request what is sent
     * @param limits of each head
     * @param bodyBegins told when all that may be missing is a body
     * @throws IllegalArgumentException when the request cannot be written
     */
    HandshakeDialogue(ClientHandshake handshake, HttpRequestHead request, HttpLimits limits, Runnable bodyBegins) {
        this.handshake = handshake;
        this.request = HttpHeadWriter.write(request);
        this.parser = HttpHeadParser.forResponses(limits);
        this.bodyBegins = bodyBegins;
    }

    @Override
    public ByteBuffer output() {
        ByteBuffer next = request;
        request = NOTHING;
        return next;
    }

    @Override
    public boolean input(ByteBuffer in) {
        HttpBodyReader reading = body;
        if (reading == null) {
            if (!readHead(in)) {
                return false;
            }
            reading = body;
            if (reading == null) {
                return true;
            }
        }
        try {
            return reading.read(in);
        } catch (HttpSyntaxException broken) {
            return true; // what came before tells enough
        }
    }

    private boolean readHead(ByteBuffer in) {
        try {
            for (HttpResponseHead next = parser.parse(in); next != null; next = parser.parse(in)) {
                if (!next.isInterim()) {
                    answered(next);
                    return true;
                }
                interim++;
                if (interim > MOST_INTERIM) {
                    throw new HttpSyntaxException(400, "more than " + MOST_INTERIM + " interim answers");
                }
            }
            return false;
        } catch (HttpSyntaxException broken) {
            HandshakeException failure = new HandshakeException(0, "Invalid HTTP response: " + broken.getMessage());
            failure.initCause(broken);
            throw failure;
        }
    }

    private void answered(HttpResponseHead answer) {
        head = answer;
        if (answer.status() == 101) {
            return;
        }
        ClientHandshake.Result judged = handshake.judge(answer);
        result = judged;
        if (judged instanceof ClientHandshake.Unexpected) {
            body = HttpBodyReader.of(answer, HttpBodyReader.DEFAULT_MAX_BYTES);
            bodyBegins.run();
        }
    }

    @Override
    public void end() throws EOFException {
        HttpBodyReader reading = body;
        if (reading == null) {
            throw new EOFException("socket hang up: the server closed the connection before it answered");
        }
        reading.end();
    }

    /** {@return the answer; null as long as there is none} */
    @Nullable HttpResponseHead head() {
        return head;
    }

    /** {@return what an answer other than 101 means; null for 101, which is judged when the application has seen it} */
    ClientHandshake.@Nullable Result result() {
        return result;
    }

    /** {@return whether all that is missing is the rest of a body, which need not be waited for} */
    boolean answeredInPart() {
        return body != null;
    }

    /** {@return the answer for the application, with as much of the body as came} */
    HandshakeAnswer answer() {
        HttpResponseHead answer = head;
        if (answer == null) {
            throw new AssertionError("not answered");
        }
        HttpBodyReader read = body;
        return new HandshakeAnswer(
                answer.status(),
                answer.reason(),
                answer.headers(),
                read == null ? new byte[0] : read.body(),
                read == null ? answer.status() == 101 : read.complete());
    }
}
