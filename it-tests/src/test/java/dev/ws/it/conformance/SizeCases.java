package dev.ws.it.conformance;

import static dev.ws.it.wire.RawWebSocket.fragments;
import static dev.ws.it.wire.RawWebSocket.pattern;

import dev.ws.it.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Group 9: large messages, many fragments, small pieces, many messages. */
final class SizeCases {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private final List<ConformanceCase> cases = new ArrayList<>();

    static List<ConformanceCase> all() {
        SizeCases table = new SizeCases();
        for (int opcode : new int[] {WireFrame.TEXT, WireFrame.BINARY}) {
            for (int size : new int[] {64 * KIB, 256 * KIB, MIB, 4 * MIB, 8 * MIB, 16 * MIB}) {
                table.whole(opcode, size);
            }
            for (int fragment : new int[] {64, 256, KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB}) {
                table.fragmented(opcode, 4 * MIB, fragment);
            }
            table.fragmented(opcode, 65_537, 1);
            for (int piece : new int[] {64, 128, 256, 512, KIB, 2 * KIB}) {
                table.chopped(opcode, MIB, piece);
            }
            for (int size : new int[] {0, 16, 64, 256, KIB, 4 * KIB}) {
                table.thousand(opcode, size);
            }
        }
        return table.cases;
    }

    private static String kind(int opcode) {
        return opcode == WireFrame.TEXT ? "text" : "binary";
    }

    /** Text has characters of two bytes at odd places, so that cuts hit them. */
    private static byte[] payload(int opcode, int size) {
        if (opcode == WireFrame.BINARY) {
            return pattern(size);
        }
        byte[] text = new byte[size];
        byte[] unit = "BAsd7&jh23 µ.µ:".getBytes(StandardCharsets.UTF_8);
        int whole = size - size % unit.length;
        for (int i = 0; i < size; i++) {
            text[i] = i < whole ? unit[i % unit.length] : (byte) '*';
        }
        return text;
    }

    private void whole(int opcode, int size) {
        cases.add(ConformanceCase.of("9-" + kind(opcode) + "-" + size, x -> {
            WireFrame frame = new WireFrame(true, 0, opcode, payload(opcode, size));
            x.send(frame).expectMessage(frame).closesCleanly();
        }));
    }

    private void fragmented(int opcode, int size, int fragment) {
        String id = "9-" + kind(opcode) + "-" + size + "-in-fragments-of-" + fragment;
        cases.add(ConformanceCase.of(id, x -> {
            byte[] payload = payload(opcode, size);
            x.sendTogether(fragments(opcode, payload, fragment))
                    .expectMessage(opcode, payload)
                    .closesCleanly();
        }));
    }

    private void chopped(int opcode, int size, int piece) {
        cases.add(ConformanceCase.of("9-" + kind(opcode) + "-" + size + "-in-pieces-of-" + piece, x -> {
            WireFrame frame = new WireFrame(true, 0, opcode, payload(opcode, size));
            x.sendChopped(piece, frame).expectMessage(frame).closesCleanly();
        }));
    }

    private void thousand(int opcode, int size) {
        cases.add(ConformanceCase.of("9-thousand-" + kind(opcode) + "-messages-of-" + size, x -> {
            WireFrame frame = new WireFrame(true, 0, opcode, payload(opcode, size));
            for (int i = 0; i < 1000; i++) {
                x.send(frame).expectMessage(frame);
            }
            x.closesCleanly();
        }));
    }
}
