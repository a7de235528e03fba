package dev.ws.benchmarks.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one WebSocket. A message is one frame and begins with its number; what comes back has to be these frames in
 * their order, byte by byte. The load generator's thread only.
 */
final class EchoStream {
    private static final byte[] MASK = {0x2a, 0x5c, 0x13, 0x71};
    private static final int DIGITS = 4;

    private final byte[] request;
    private final byte[] reply;
    private final int requestHead;
    private final int replyHead;
    private int sent;
    private int received;
    private int position; // in the reply

    EchoStream(int id, Scenario scenario) {
        int extended = scenario.size() > 125 ? 2 : 0;
        replyHead = 2 + extended;
        requestHead = replyHead + MASK.length;
        request = new byte[requestHead + scenario.size()];
        reply = new byte[replyHead + scenario.size()];
        byte opcode = (byte) (scenario.text() ? 0x81 : 0x82);
        int length = extended == 0 ? scenario.size() : 126;
        ByteBuffer.wrap(reply).put(opcode).put((byte) length);
        ByteBuffer.wrap(request).put(opcode).put((byte) (0x80 | length));
        if (extended > 0) {
            ByteBuffer.wrap(reply).putShort(2, (short) scenario.size());
            ByteBuffer.wrap(request).putShort(2, (short) scenario.size());
        }
        System.arraycopy(MASK, 0, request, replyHead, MASK.length);
        for (int i = 0; i < scenario.size(); i++) {
            byte value = (byte) (' ' + (id * 31 + i) % 95);
            reply[replyHead + i] = value;
            request[requestHead + i] = (byte) (value ^ MASK[i & 3]);
        }
        number(0);
    }

    /** {@return the bytes of a message on its way to the server} */
    int frameLength() {
        return request.length;
    }

    /** {@return messages that were sent and have not come back} */
    int underWay() {
        return sent - received;
    }

    /** Appends the next message. */
    void send(ByteBuffer target) {
        for (int i = 0; i < DIGITS; i++) {
            request[requestHead + i] = (byte) (digit(sent, i) ^ MASK[i]);
        }
        sent++;
        target.put(request);
    }

    /**
     * Compares bytes from the server, up to the buffer's limit.
     *
     * @return the messages that are complete with them
     * @throws IOException when they are not what was sent
     */
    int receive(ByteBuffer bytes) throws IOException {
        int before = received;
        byte[] array = bytes.array();
        int at = bytes.arrayOffset() + bytes.position();
        int end = bytes.arrayOffset() + bytes.limit();
        bytes.position(bytes.limit());
        while (at < end) {
            int count = Math.min(end - at, reply.length - position);
            if (underWay() == 0 || !Arrays.equals(array, at, at + count, reply, position, position + count)) {
                throw new IOException("message " + received + " came back otherwise");
            }
            at += count;
            position += count;
            if (position == reply.length) {
                position = 0;
                number(++received);
            }
        }
        return received - before;
    }

    private void number(int number) {
        for (int i = 0; i < DIGITS; i++) {
            reply[replyHead + i] = digit(number, i);
        }
    }

    private static byte digit(int number, int index) {
        return (byte) ('a' + ((number >> (4 * index)) & 15));
    }
}
