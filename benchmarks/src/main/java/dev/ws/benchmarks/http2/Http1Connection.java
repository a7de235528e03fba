package dev.ws.benchmarks.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** One WebSocket on one connection, opened by an upgrade (RFC 6455). */
final class Http1Connection extends LoadConnection {
    private static final String REQUEST = """
            GET /echo HTTP/1.1
            Host: 127.0.0.1
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13

            """;

    private final EchoStream stream;
    private final int window;
    private final StringBuilder head = new StringBuilder();
    private boolean open;

    Http1Connection(int port, int id, Scenario scenario) throws IOException {
        super(port, scenario.window() * (scenario.size() + 8) + REQUEST.length() + 16);
        stream = new EchoStream(id, scenario);
        window = scenario.window();
    }

    @Override
    void open() throws IOException {
        output().put(REQUEST.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        flush();
    }

    @Override
    boolean isOpen() {
        return open;
    }

    @Override
    void start() throws IOException {
        send(window);
        flush();
    }

    private void send(int messages) {
        for (int i = 0; i < messages; i++) {
            stream.send(output());
        }
    }

    @Override
    int underWay() {
        return stream.underWay();
    }

    @Override
    ByteBuffer input(ByteBuffer shared) {
        return shared;
    }

    @Override
    int received(ByteBuffer input, boolean more) throws IOException {
        while (!open && input.hasRemaining()) {
            head.append((char) input.get());
            if (head.indexOf("\r\n\r\n") >= 0) {
                if (!head.toString().startsWith("HTTP/1.1 101 ")) {
                    throw new IOException("not opened: " + head);
                }
                open = true;
            }
        }
        int messages = stream.receive(input);
        if (more) {
            send(messages);
        }
        return messages;
    }
}
