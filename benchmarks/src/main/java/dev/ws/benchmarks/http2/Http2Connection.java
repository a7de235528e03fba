package dev.ws.benchmarks.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * WebSockets on the streams of one HTTP/2 connection with prior knowledge, opened by extended CONNECT (RFC 8441). A message
 * is one DATA frame, as in browsers. Knows of HTTP/2 (RFC 9113) what a server needs that sends well-formed frames, and of
 * HPACK only the status 200.
 */
final class Http2Connection extends LoadConnection {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int PADDED = 8;

    private static final int FRAME_HEAD = 9;
    private static final int DEFAULT_WINDOW = 65_535; // RFC 9113 section 6.9.2
    private static final int WINDOW = Integer.MAX_VALUE;
    private static final byte STATUS_200 = (byte) 0x88; // RFC 7541 appendix A
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteBuffer input = ByteBuffer.allocate(128 << 10); // the longest frame is 16 KiB
    private final EchoStream[] streams; // stream 2 * i + 1
    private final int[] credits; // what each stream may send
    private final int[] consumed; // what the server does not know yet
    private final int window;
    private int opened;
    private int streamCredit = DEFAULT_WINDOW; // of a new stream
    private int credit = DEFAULT_WINDOW; // of the connection
    private int consumedAll;

    Http2Connection(int port, int firstId, int count, Scenario scenario) throws IOException {
        super(port, count * (scenario.window() * (scenario.size() + 8 + FRAME_HEAD) + 160) + 1024);
        streams = new EchoStream[count];
        Arrays.setAll(streams, i -> new EchoStream(firstId + i, scenario));
        credits = new int[count];
        consumed = new int[count];
        window = scenario.window();
    }

    @Override
    void open() throws IOException {
        output().put(PREFACE);
        frame(SETTINGS, 0, 0, 6).putShort((short) 4).putInt(WINDOW); // SETTINGS_INITIAL_WINDOW_SIZE
        frame(WINDOW_UPDATE, 0, 0, 4).putInt(WINDOW - DEFAULT_WINDOW);
        flush();
    }

    @Override
    boolean isOpen() {
        return opened == streams.length;
    }

    @Override
    void start() throws IOException {
        for (int i = 0; i < streams.length; i++) {
            send(i, window);
        }
        flush();
    }

    private void send(int index, int messages) throws IOException {
        EchoStream stream = streams[index];
        int length = stream.frameLength();
        credit -= messages * length;
        credits[index] -= messages * length;
        if (credit < 0 || credits[index] < 0) {
            throw new IOException("more messages are under way than the server's flow control permits");
        }
        for (int i = 0; i < messages; i++) {
            stream.send(frame(DATA, 0, 2 * index + 1, length));
        }
    }

    @Override
    int underWay() {
        return Arrays.stream(streams).mapToInt(EchoStream::underWay).sum();
    }

    @Override
    ByteBuffer input(ByteBuffer shared) {
        return input;
    }

    @Override
    int received(ByteBuffer bytes, boolean more) throws IOException {
        int messages = 0;
        int end = bytes.limit();
        while (end - bytes.position() >= FRAME_HEAD) {
            int at = bytes.position();
            int head = bytes.getInt(at);
            int length = head >>> 8;
            if (end - at < FRAME_HEAD + length) {
                break;
            }
            int flags = bytes.get(at + 4);
            int id = bytes.getInt(at + 5);
            bytes.position(at + FRAME_HEAD).limit(at + FRAME_HEAD + length);
            if ((head & 0xFF) == DATA) {
                messages += data(id, flags, bytes, more);
            } else {
                other(head & 0xFF, id, flags, bytes);
            }
            bytes.position(at + FRAME_HEAD + length).limit(end);
        }
        return messages;
    }

    private int data(int id, int flags, ByteBuffer bytes, boolean more) throws IOException {
        if ((flags & (PADDED | END_STREAM)) != 0) {
            throw new IOException("DATA with flags " + flags);
        }
        int index = id / 2;
        consumedAll = consume(0, consumedAll + bytes.remaining());
        consumed[index] = consume(id, consumed[index] + bytes.remaining());
        int messages = streams[index].receive(bytes);
        if (more) {
            send(index, messages);
        }
        return messages;
    }

    private int consume(int id, int bytes) {
        if (bytes < WINDOW / 2) {
            return bytes;
        }
        frame(WINDOW_UPDATE, 0, id, 4).putInt(bytes);
        return 0;
    }

    private void other(int type, int id, int flags, ByteBuffer bytes) throws IOException {
        switch (type) {
            case HEADERS -> answered(bytes);
            case SETTINGS -> {
                if ((flags & ACK) == 0) {
                    settings(bytes);
                }
            }
            case PING -> {
                if ((flags & ACK) == 0) {
                    frame(PING, ACK, 0, 8).put(bytes);
                }
            }
            case WINDOW_UPDATE -> {
                if (id == 0) {
                    credit += bytes.getInt();
                } else {
                    credits[id / 2] += bytes.getInt();
                }
            }
            case RST_STREAM -> throw new IOException("stream " + id + " is reset with error " + bytes.getInt());
            case GOAWAY ->
                throw new IOException(
                        "the server ends the connection with error " + bytes.getInt(bytes.position() + 4));
            default -> bytes.position(bytes.limit());
        }
    }

    // The connection window may have grown before; streams are not open yet.
    private void settings(ByteBuffer bytes) throws IOException {
        boolean connect = false;
        while (bytes.hasRemaining()) {
            int name = bytes.getShort();
            int value = bytes.getInt();
            if (name == 4) {
                streamCredit = value;
            }
            connect |= name == 8 && value == 1; // RFC 8441 section 3
        }
        if (!connect) {
            throw new IOException("the server does not offer extended CONNECT");
        }
        frame(SETTINGS, ACK, 0, 0);
        ByteBuffer block = ByteBuffer.allocate(128);
        field(block.put((byte) 2), "CONNECT"); // the name :method has index 2
        field(field(block.put((byte) 0), ":protocol"), "websocket");
        block.put((byte) 0x86); // :scheme http
        field(block.put((byte) 4), "/echo"); // :path
        field(block.put((byte) 1), "127.0.0.1"); // :authority
        field(field(block.put((byte) 0), "sec-websocket-version"), "13");
        for (int i = 0; i < streams.length; i++) {
            credits[i] = streamCredit;
            frame(HEADERS, 4, 2 * i + 1, block.position()).put(block.array(), 0, block.position()); // END_HEADERS
        }
    }

    private static ByteBuffer field(ByteBuffer block, String text) {
        return block.put((byte) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void answered(ByteBuffer block) throws IOException {
        byte first = block.get();
        while ((first & 0xE0) == 0x20) { // the size of the dynamic table, RFC 7541 section 6.3
            while ((first & 0x1F) == 0x1F && block.get() < 0) {
                // the rest of a long number
            }
            first = block.get();
        }
        if (first != STATUS_200) {
            throw new IOException("not opened");
        }
        opened++;
    }

    private ByteBuffer frame(int type, int flags, int id, int length) {
        return output().putInt((length << 8) | type).put((byte) flags).putInt(id);
    }
}
