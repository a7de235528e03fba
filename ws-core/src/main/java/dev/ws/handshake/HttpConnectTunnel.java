package dev.ws.handshake;

import dev.ws.HandshakeException;
import dev.ws.Headers;
import dev.ws.extension.HeaderSyntaxException;
import dev.ws.http.HttpBodyReader;
import dev.ws.http.HttpHeadParser;
import dev.ws.http.HttpHeadWriter;
import dev.ws.http.HttpRequestHead;
import dev.ws.http.HttpResponseHead;
import dev.ws.http.HttpSyntaxException;
import dev.ws.http.HttpVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * The way through an HTTP proxy with CONNECT (RFC 9110 section 9.3.6). A proxy that asks for credentials gets them on
 * the same connection when it keeps that open, otherwise on a new one. Made by the client for each connection.
 */
public final class HttpConnectTunnel implements ProxyTunnel {
    private static final int CREDENTIALS_WANTED = 407;

    private final String target;
    private final HttpConnectOptions options;
    private final @Nullable Authentication authentication;

    // All fields: the one thread that reads.
    private HttpHeadParser<HttpResponseHead> parser;
    private @Nullable HttpBodyReader body; // of an answer that asks for credentials
    private boolean reused; // the connection had an answer before

    /**
     * Prepares a tunnel.
     *
     * @param host the host behind the proxy, as in {@link WebSocketUri#host()}: IPv6 literals in brackets
     * @param port the port, 0 to 65535
     * @param options the settings
     * @param random makes nonces for Digest
     */
    public HttpConnectTunnel(String host, int port, HttpConnectOptions options, SecureRandom random) {
        this.target = host + ":" + port;
        this.options = options;
        this.parser = HttpHeadParser.forResponses(options.limits());
        ProxyCredentials credentials = options.credentials();
        this.authentication = credentials == null
                ? null
                : new Authentication(credentials.user(), credentials.password(), options.preemptive(), random);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the host or one of the further fields does not fit in a head
     */
    @Override
    public ByteBuffer start() {
        return request();
    }

    private ByteBuffer request() {
        Headers.Builder all = Headers.builder().add("Host", target);
        String credentials = authentication == null ? null : authentication.next("CONNECT", target);
        if (credentials != null) {
            all.add("Proxy-Authorization", credentials);
        }
        Headers own = all.build();
        Headers more = options.headers();
        for (int i = 0; i < more.size(); i++) {
            if (own.first(more.name(i)) == null) {
                all.add(more.name(i), more.value(i));
            }
        }
        return HttpHeadWriter.write(new HttpRequestHead("CONNECT", target, HttpVersion.HTTP_1_1, all.build()));
    }

    @Override
    public Step receive(ByteBuffer in) {
        try {
            return body == null ? readHead(in) : skip(body, in);
        } catch (HttpSyntaxException e) {
            return new Failed(new IOException("The proxy sent no valid HTTP: " + e.getMessage(), e));
        } catch (HeaderSyntaxException e) {
            return failed(CREDENTIALS_WANTED, " with an invalid Proxy-Authenticate header", e);
        }
    }

    private Step readHead(ByteBuffer in) {
        HttpResponseHead head = parser.parse(in);
        while (head != null && head.isInterim()) {
            head = parser.parse(in);
        }
        return head == null ? new NeedMore() : judge(head, in);
    }

    private Step judge(HttpResponseHead head, ByteBuffer in) {
        if (head.status() >= 200 && head.status() < 300) {
            // RFC 9110 section 9.3.6: Content-Length and Transfer-Encoding mean nothing here.
            return new Open();
        }
        if (head.status() != CREDENTIALS_WANTED) {
            return failed(head.status(), "", null);
        }
        if (authentication == null) {
            return failed(CREDENTIALS_WANTED, ", but there are no credentials for it", null);
        }
        if (!authentication.challenged(head.headers().all("Proxy-Authenticate"))) {
            return failed(CREDENTIALS_WANTED, ": wrong credentials, or no known scheme", null);
        }
        HttpBodyReader reader = HttpBodyReader.of(head, HttpBodyReader.DEFAULT_MAX_BYTES);
        return reader.untilEnd() || !staysOpen(head) ? reconnect(in) : skip(reader, in);
    }

    // RFC 9112 section 9.3.
    private static boolean staysOpen(HttpResponseHead head) {
        return head.version() == HttpVersion.HTTP_1_1
                ? !head.headers().hasToken("Connection", "close")
                : head.headers().hasToken("Connection", "keep-alive");
    }

    private Step skip(HttpBodyReader reader, ByteBuffer in) {
        body = reader;
        if (!reader.read(in)) {
            return new NeedMore();
        }
        if (!reader.complete()) {
            // It is longer than what is worth reading to save a connection.
            return reconnect(in);
        }
        body = null;
        reused = true;
        return new Send(request());
    }

    private Step reconnect(ByteBuffer in) {
        in.position(in.limit());
        return reconnect();
    }

    private Step reconnect() {
        body = null;
        reused = false;
        parser = HttpHeadParser.forResponses(options.limits());
        return new Reconnect(request());
    }

    @Override
    public Step end() {
        // RFC 9112 section 9.3.1: a connection that was kept may be closed at any time, also before the next answer.
        boolean again = body != null || (reused && !parser.started());
        return again ? reconnect() : new Failed(new IOException("The proxy closed the connection without an answer"));
    }

    private static Failed failed(int status, String more, @Nullable Throwable cause) {
        HandshakeException error = new HandshakeException(status, "The proxy answered " + status + more);
        if (cause != null) {
            error.initCause(cause);
        }
        return new Failed(error);
    }
}
