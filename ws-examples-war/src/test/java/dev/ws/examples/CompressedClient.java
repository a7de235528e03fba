package dev.ws.examples;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A client that offers permessage-deflate, which the JDK's does not, with one zlib stream for each direction (RFC 7692
 * section 7.2). Short texts only. Used by one thread.
 */
final class CompressedClient implements AutoCloseable {
    private static final byte[] TAIL = {0, 0, -1, -1};
    private static final int FIN_TEXT = 0x81;
    private static final int RSV1 = 0x40;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Deflater deflater = new Deflater(6, true);
    private final Inflater inflater = new Inflater(true);
    private @Nullable String extensions; // the test's thread
    private boolean compressed; // the test's thread

    CompressedClient(int port, String path, String offer) throws IOException {
        socket = new Socket("localhost", port);
        socket.setSoTimeout(20_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(socket.getOutputStream());
        out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nUpgrade: websocket\r\n"
                        + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: " + offer + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase("Sec-WebSocket-Extensions")) {
                extensions = line.substring(colon + 1).strip();
            }
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int read = in.readUnsignedByte(); read != '\n'; read = in.readUnsignedByte()) {
            line.append((char) read);
        }
        return line.toString().stripTrailing();
    }

    /** What the server agreed to; null if to nothing. */
    @Nullable String extensions() {
        return extensions;
    }

    /** Sends a text that is compressed with reference to no earlier one. */
    CompressedClient send(String text) throws IOException {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        byte[] buffer = new byte[2 * plain.length + 64];
        deflater.reset();
        deflater.setInput(plain);
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH) - TAIL.length;
        out.writeByte(FIN_TEXT | RSV1);
        if (length < 126) {
            out.writeByte(0x80 | length);
        } else {
            out.writeByte(0x80 | 126);
            out.writeShort(length);
        }
        out.writeInt(0); // a masking key that changes nothing
        out.write(buffer, 0, length);
        out.flush();
        return this;
    }

    /** The text of the next frame. */
    String next() throws IOException, DataFormatException {
        int first = in.readUnsignedByte();
        compressed = (first & RSV1) != 0;
        if ((first | RSV1) != (FIN_TEXT | RSV1)) {
            throw new IOException("unexpected frame " + Integer.toHexString(first));
        }
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        byte[] payload = in.readNBytes(length);
        if (!compressed) {
            return new String(payload, StandardCharsets.UTF_8);
        }
        byte[] input = Arrays.copyOf(payload, length + TAIL.length);
        System.arraycopy(TAIL, 0, input, length, TAIL.length);
        inflater.setInput(input);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        for (int got = inflater.inflate(buffer); got > 0; got = inflater.inflate(buffer)) {
            text.write(buffer, 0, got);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Whether the frame that {@link #next} read last was compressed. */
    boolean wasCompressed() {
        return compressed;
    }

    @Override
    public void close() throws IOException {
        deflater.end();
        inflater.end();
        socket.close();
    }
}
