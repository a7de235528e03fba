package dev.ws.server;

import dev.ws.Headers;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.http.HttpHeadWriter;
import dev.ws.http.HttpResponseHead;
import dev.ws.http.HttpVersion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes answers as bytes. Stateless. */
final class HttpAnswer {
    private HttpAnswer() {}

    /**
     * Writes the answer that accepts, its fields in the order given (B-048).
     *
     * @throws IllegalArgumentException when a field cannot be written
     */
    static ByteBuffer accept(HandshakeResponse response) {
        return head(response, response.headers());
    }

    /**
     * Writes an answer after which the connection ends (B-047): given fields take the place of the usual ones, except
     * for what tells where the answer ends.
     *
     * @param withBody false in answer to HEAD
     * @throws IllegalArgumentException when a field cannot be written
     */
    static ByteBuffer refuse(HandshakeResponse response, boolean withBody) {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        Headers given = response.headers();
        // RFC 9110 section 7.8: whoever sends Upgrade names it in Connection.
        String connection = given.first("Upgrade") == null ? "close" : "close, Upgrade";
        Headers.Builder headers = Headers.builder().add("Connection", connection);
        if (given.first("Content-Type") == null) {
            headers.add("Content-Type", "text/html");
        }
        headers.add("Content-Length", Integer.toString(body.length));
        for (int i = 0; i < given.size(); i++) {
            if (!ownField(given.name(i))) {
                headers.add(given.name(i), given.value(i));
            }
        }
        ByteBuffer head = head(response, headers.build());
        return withBody
                ? ByteBuffer.allocate(head.remaining() + body.length)
                        .put(head)
                        .put(body)
                        .flip()
                : head;
    }

    private static boolean ownField(String name) {
        return name.equalsIgnoreCase("Connection")
                || name.equalsIgnoreCase("Content-Length")
                || name.equalsIgnoreCase("Transfer-Encoding");
    }

    private static ByteBuffer head(HandshakeResponse response, Headers headers) {
        return HttpHeadWriter.write(
                new HttpResponseHead(HttpVersion.HTTP_1_1, response.status(), response.reasonPhrase(), headers));
    }
}
