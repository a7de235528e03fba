package dev.ws.it.conformance;

import static dev.ws.it.wire.RawWebSocket.fragments;
import static dev.ws.it.wire.RawWebSocket.pattern;

import dev.ws.it.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Groups 1, 3 and 4: lengths and kinds of frames, reserved bits, reserved opcodes (RFC 6455 section 5.2). */
final class FramingCases {
    private static final int[] LENGTHS = {0, 1, 125, 126, 127, 128, 65535, 65536};
    private static final int[] RESERVED_OPCODES = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15};

    private final List<ConformanceCase> cases = new ArrayList<>();

    static List<ConformanceCase> all() {
        FramingCases table = new FramingCases();
        table.lengths();
        table.reservedBits();
        table.reservedOpcodes();
        table.masks();
        return table.cases;
    }

    private void add(String id, ConformanceCase.Script script) {
        cases.add(ConformanceCase.of(id, script));
    }

    private void lengths() {
        for (int length : LENGTHS) {
            for (WireFrame frame : List.of(WireFrame.text("*".repeat(length)), WireFrame.binary(pattern(length)))) {
                String name = (frame.opcode() == WireFrame.TEXT ? "text-" : "binary-") + length;
                add("1-" + name, x -> x.send(frame).expectMessage(frame).closesCleanly());
                int piece = length > 1000 ? 997 : 1;
                add(
                        "1-" + name + "-chopped",
                        x -> x.sendChopped(piece, frame).expectMessage(frame).closesCleanly());
            }
        }
        // the RFC says "minimal" for the sender; the receiver may be generous
        WireFrame five = WireFrame.text("12345");
        add(
                "1-length-of-16-bits-for-5-bytes",
                x -> x.sendWithLengthBits(five, 16).expectMessage(five).closesCleanly());
        add(
                "1-length-of-64-bits-for-5-bytes",
                x -> x.sendWithLengthBits(five, 64).expectMessage(five).closesCleanly());
        add("1-5000-frames-in-one-write", x -> {
            WireFrame frame = WireFrame.text("A-001");
            x.sendTogether(java.util.Collections.nCopies(5000, frame));
            for (int i = 0; i < 5000; i++) {
                x.expectMessage(frame);
            }
            x.closesCleanly();
        });
    }

    private void reservedBits() {
        WireFrame hello = WireFrame.text("Hello");
        for (int rsv = 1; rsv <= 7; rsv++) {
            for (int opcode : new int[] {1, 2, 8, 9, 10}) {
                for (byte[] payload : new byte[][] {new byte[0], new byte[] {3, (byte) 0xE8, 'x'}}) {
                    WireFrame bad = new WireFrame(true, rsv, opcode, payload);
                    String name = "3-rsv-" + rsv + "-opcode-" + opcode + "-length-" + payload.length;
                    add(name, x -> x.send(bad).expectFailure(1002));
                }
            }
            WireFrame bad = hello.withRsv(rsv);
            add(
                    "3-rsv-" + rsv + "-after-a-message",
                    x -> x.send(hello, bad, WireFrame.ping("no"))
                            .expectMessage(hello)
                            .expectFailure(1002));
            add(
                    "3-rsv-" + rsv + "-after-a-message-in-one-write",
                    x -> x.sendTogether(List.of(hello, bad, WireFrame.ping("no")))
                            .expectMessage(hello)
                            .expectFailure(1002));
            add(
                    "3-rsv-" + rsv + "-after-a-message-chopped",
                    x -> x.sendChopped(1, hello, bad).expectMessage(hello).expectFailure(1002));
            WireFrame continuation = WireFrame.continuation("lo").withRsv(rsv);
            WireFrame first = WireFrame.text("Hel").withRsv(rsv).unfinished();
            add(
                    "3-rsv-" + rsv + "-in-a-continuation",
                    x -> x.send(WireFrame.text("Hel").unfinished(), continuation)
                            .expectFailure(1002));
            add("3-rsv-" + rsv + "-in-a-first-fragment", x -> x.send(first).expectFailure(1002));
        }
    }

    private void reservedOpcodes() {
        WireFrame hello = WireFrame.text("Hello");
        byte[] some = "reserved".getBytes(StandardCharsets.US_ASCII);
        for (int opcode : RESERVED_OPCODES) {
            WireFrame empty = new WireFrame(true, 0, opcode, new byte[0]);
            WireFrame full = new WireFrame(true, 0, opcode, some);
            String name = "4-opcode-" + opcode;
            add(name + "-empty", x -> x.send(empty).expectFailure(1002));
            add(name + "-with-payload", x -> x.send(full).expectFailure(1002));
            add(name + "-unfinished", x -> x.send(full.unfinished()).expectFailure(1002));
            add(
                    name + "-after-a-message",
                    x -> x.send(hello, full, WireFrame.ping("no"))
                            .expectMessage(hello)
                            .expectFailure(1002));
            add(
                    name + "-chopped",
                    x -> x.sendChopped(1, hello, full).expectMessage(hello).expectFailure(1002));
            add(
                    name + "-inside-a-message",
                    x -> x.send(WireFrame.text("Hel").unfinished(), full).expectFailure(1002));
        }
    }

    /** */
    private void masks() {
        for (WireFrame frame : List.of(
                WireFrame.text("Hello"), WireFrame.binary(pattern(200)), WireFrame.ping("x"), WireFrame.close(1000))) {
            add("1-wrong-mask-bit-" + frame, x -> x.sendWrongMask(frame).expectFailure(1002));
        }
        WireFrame even = WireFrame.text("A-017");
        add("1-mask-of-zeros", x -> x.sendZeroMask(even).expectMessage(even).closesCleanly());
        add("1-fragments-of-every-size-to-130", x -> {
            byte[] payload = pattern(130);
            for (int size = 1; size <= 130; size++) {
                x.sendTogether(fragments(WireFrame.BINARY, payload, size)).expectMessage(WireFrame.BINARY, payload);
            }
            x.closesCleanly();
        });
    }
}
