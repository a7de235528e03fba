package dev.ws.handshake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The way through a SOCKS proxy of version 5 (RFC 1928), which also resolves the host's name. A user and a password are
 * sent in plain text (RFC 1929). Made by the client for each connection.
 *
 * <pre>
 * METHOD --> CREDENTIALS --> RESULT --> ADDRESS_TYPE --> ADDRESS --> open
 *        `------------------^
 * </pre>
 */
public final class SocksTunnel implements ProxyTunnel {
    private static final byte VERSION = 5;
    private static final byte CREDENTIALS_VERSION = 1;
    private static final byte CONNECT = 1;
    private static final byte NO_CREDENTIALS = 0;
    private static final byte USER_AND_PASSWORD = 2;
    private static final int NO_METHOD = 0xFF;
    private static final byte IPV4 = 1;
    private static final byte NAME = 3;
    private static final byte IPV6 = 4;
    private static final int MAX_TEXT_BYTES = 255;
    private static final int PORT_BYTES = 2;
    private static final int MAX_PORT = 65535;

    private static final String[] RESULTS = {
        "", // success
        "general SOCKS server failure",
        "connection not allowed by ruleset",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "TTL expired",
        "command not supported",
        "address type not supported"
    };

    /** What is read next, and how many bytes of it have to be there. */
    private enum State {
        METHOD(2),
        CREDENTIALS(2),
        RESULT(2),
        ADDRESS_TYPE(3), // a reserved byte, the type, and the first byte of the address, which may be its length
        ADDRESS(0); // skipped, in any number of pieces

        private final int bytes;

        State(int bytes) {
            this.bytes = bytes;
        }
    }

    private final byte[] request;
    private final byte @Nullable [] credentials; // the message that carries them

    // All fields: the one thread that reads.
    private State state = State.METHOD;
    private final byte[] reply = new byte[State.ADDRESS_TYPE.bytes];
    private int length; // of the reply so far
    private int skip; // what is left of the address

    /**
     * Prepares a tunnel.
     *
     * @param host the host behind the proxy, as in {@link WebSocketUri#host()}: ASCII, at most 255 characters, IPv6
     *     literals in brackets
     * @param port the port, 0 to 65535
     * @param credentials user and password, at most 255 bytes each in UTF-8; null when the proxy needs none
     * @throws IllegalArgumentException when something is out of its range
     */
    public SocksTunnel(String host, int port, @Nullable ProxyCredentials credentials) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port is " + port + ", 0 to 65535 needed");
        }
        this.request = request(host, port);
        this.credentials = credentials == null ? null : message(credentials);
    }

    private static byte[] request(String host, int port) {
        ByteBuffer request = ByteBuffer.allocate(5 + MAX_TEXT_BYTES + PORT_BYTES);
        request.put(VERSION).put(CONNECT).put((byte) 0);
        byte[] address = IpLiteral.parse(host);
        if (address != null) {
            request.put(address.length == 4 ? IPV4 : IPV6).put(address);
        } else {
            request.put(NAME);
            if (host.isEmpty() || !host.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                throw new IllegalArgumentException("host is no name in ASCII");
            }
            putText(request, "host", host.getBytes(StandardCharsets.US_ASCII));
        }
        return written(request.putShort((short) port));
    }

    private static byte[] message(ProxyCredentials credentials) {
        ByteBuffer message = ByteBuffer.allocate(3 + 2 * MAX_TEXT_BYTES);
        message.put(CREDENTIALS_VERSION);
        putText(message, "user", credentials.user().getBytes(StandardCharsets.UTF_8));
        putText(message, "password", credentials.password().getBytes(StandardCharsets.UTF_8));
        return written(message);
    }

    private static void putText(ByteBuffer to, String name, byte[] text) {
        if (text.length > MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(name + " is " + text.length + " bytes, at most 255 allowed");
        }
        to.put((byte) text.length).put(text);
    }

    private static byte[] written(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public ByteBuffer start() {
        byte[] greeting = credentials == null
                ? new byte[] {VERSION, 1, NO_CREDENTIALS}
                : new byte[] {VERSION, 2, NO_CREDENTIALS, USER_AND_PASSWORD};
        return ByteBuffer.wrap(greeting);
    }

    @Override
    public Step receive(ByteBuffer in) {
        while (true) {
            if (state == State.ADDRESS) {
                return address(in);
            }
            while (length < state.bytes && in.hasRemaining()) {
                reply[length++] = in.get();
            }
            if (length < state.bytes) {
                return new NeedMore();
            }
            length = 0;
            Step step = judge();
            if (step != null) {
                return step;
            }
        }
    }

    // Null when reading goes on at once.
    private @Nullable Step judge() {
        return switch (state) {
            case METHOD -> reply[0] == VERSION ? method(reply[1] & 0xFF) : wrongVersion();
            // The version here is not looked at, as proxies send either 1 or 5.
            case CREDENTIALS -> reply[1] == 0 ? connect() : failed("did not accept the credentials");
            case RESULT -> reply[0] == VERSION ? result(reply[1] & 0xFF) : wrongVersion();
            default -> addressType(reply[1], reply[2] & 0xFF);
        };
    }

    private Step method(int method) {
        if (method == NO_CREDENTIALS) {
            return connect();
        }
        if (method == USER_AND_PASSWORD && credentials != null) {
            state = State.CREDENTIALS;
            return new Send(ByteBuffer.wrap(credentials));
        }
        return failed(
                method == NO_METHOD
                        ? "accepts no method of authentication that is offered"
                        : "chose method " + method + ", which was not offered");
    }

    private Step connect() {
        state = State.RESULT;
        return new Send(ByteBuffer.wrap(request));
    }

    private @Nullable Step result(int code) {
        if (code != 0) {
            String text = code < RESULTS.length ? RESULTS[code] : "unknown failure";
            return failed("answered " + code + ": " + text);
        }
        state = State.ADDRESS_TYPE;
        return null;
    }

    private @Nullable Step addressType(byte type, int first) {
        switch (type) {
            case IPV4 -> skip = 4 - 1;
            case IPV6 -> skip = 16 - 1;
            case NAME -> skip = first;
            default -> {
                return failed("answered with address type " + (type & 0xFF));
            }
        }
        skip += PORT_BYTES;
        state = State.ADDRESS;
        return null;
    }

    // The address where the proxy sends from is of no interest.
    private Step address(ByteBuffer in) {
        int piece = Math.min(skip, in.remaining());
        in.position(in.position() + piece);
        skip -= piece;
        return skip == 0 ? new Open() : new NeedMore();
    }

    @Override
    public Step end() {
        return failed("closed the connection before the tunnel was open");
    }

    private static Failed wrongVersion() {
        return failed("does not speak version 5");
    }

    private static Failed failed(String fact) {
        return new Failed(new IOException("The SOCKS proxy " + fact));
    }
}
