package dev.ws.it.conformance;

import static dev.ws.it.wire.RawWebSocket.pattern;

import dev.ws.it.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Groups 2 and 7: ping, pong and the closing handshake (RFC 6455 sections 5.5 and 7). */
final class ControlCases {
    private static final int[] GOOD_CODES = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999
    };
    private static final int[] BAD_CODES = {
        0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 10000, 65535
    };

    private final List<ConformanceCase> cases = new ArrayList<>();

    static List<ConformanceCase> all() {
        ControlCases table = new ControlCases();
        table.pings();
        table.order();
        table.payloads();
        table.codes();
        return table.cases;
    }

    private void add(String id, ConformanceCase.Script script) {
        cases.add(ConformanceCase.of(id, script));
    }

    private void pings() {
        byte[] text = "Hello, world!".getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = {0, (byte) 0xFF, (byte) 0xFE, (byte) 0xFD, (byte) 0xC3, 0x28};
        for (byte[] payload : List.of(new byte[0], text, bytes, pattern(124), pattern(125))) {
            WireFrame ping = WireFrame.ping(payload);
            String name = "2-ping-" + payload.length;
            add(name, x -> x.send(ping).expectPong(payload).closesCleanly());
            add(
                    name + "-chopped",
                    x -> x.sendChopped(1, ping).expectPong(payload).closesCleanly());
        }
        for (int length : new int[] {126, 127, 65535, 65536}) {
            for (int opcode : new int[] {WireFrame.PING, WireFrame.PONG}) {
                WireFrame bad = new WireFrame(true, 0, opcode, pattern(length));
                String name = (opcode == WireFrame.PING ? "2-ping-" : "2-pong-") + length;
                add(name, x -> x.send(bad).expectFailure(1002));
                // the 7-bit length tells it all
                add(name + "-header-only", x -> x.sendBeginning(bad, 0).expectFailure(1002));
            }
        }
        add("2-pong-unsolicited-empty", x -> x.send(WireFrame.pong("")).closesCleanly());
        add("2-pong-unsolicited", x -> x.send(WireFrame.pong("A-133")).closesCleanly());
        add(
                "2-pong-unsolicited-then-ping",
                x -> x.send(WireFrame.pong("one"), WireFrame.ping(text))
                        .expectPong(text)
                        .closesCleanly());
        List<WireFrame> ten = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ten.add(WireFrame.ping("ping " + i));
        }
        add("2-10-pings", x -> expectTenPongs(x.send(ten)));
        add("2-10-pings-in-one-write", x -> expectTenPongs(x.sendTogether(ten)));
        add("2-10-pings-chopped", x -> expectTenPongs(x.sendChopped(1, ten.toArray(WireFrame[]::new))));
        add("2-pongs-keep-their-place", x -> {
            WireFrame one = WireFrame.text("one");
            WireFrame two = WireFrame.binary(pattern(70000));
            x.sendTogether(List.of(one, WireFrame.ping("a"), two, WireFrame.ping("b")));
            x.expectMessage(one).expectPong(new byte[] {'a'}).expectMessage(two).expectPong(new byte[] {'b'});
            x.closesCleanly();
        });
    }

    private static void expectTenPongs(Exchange x) throws java.io.IOException {
        for (int i = 0; i < 10; i++) {
            x.expectPong(("ping " + i).getBytes(StandardCharsets.US_ASCII));
        }
        x.closesCleanly();
    }

    private void order() {
        WireFrame hello = WireFrame.text("Hello");
        WireFrame close = WireFrame.close(1000, "done");
        add(
                "7-message-then-close",
                x -> x.send(hello, close).expectMessage(hello).expectCloseAnswer(close));
        add(
                "7-message-then-close-in-one-write",
                x -> x.sendTogether(List.of(hello, close)).expectMessage(hello).expectCloseAnswer(close));
        add(
                "7-close-chopped",
                x -> x.sendChopped(1, hello, close).expectMessage(hello).expectCloseAnswer(close));
        add("7-close-twice", x -> x.sendTogether(List.of(close, close)).expectCloseAnswerOnly(close));
        add(
                "7-close-twice-different",
                x -> x.sendTogether(List.of(close, WireFrame.close(1001))).expectCloseAnswerOnly(close));
        add(
                "7-close-then-ping",
                x -> x.sendTogether(List.of(close, WireFrame.ping("late"))).expectCloseAnswerOnly(close));
        add("7-close-then-message", x -> x.sendTogether(List.of(close, hello)).expectCloseAnswerOnly(close));
        add(
                "7-close-then-a-broken-frame",
                x -> x.sendTogether(List.of(close, hello.withRsv(7))).expectCloseAnswerOnly(close));
        add(
                "7-close-inside-a-message",
                x -> x.sendTogether(List.of(WireFrame.text("frag").unfinished(), close, WireFrame.continuation("ment")))
                        .expectCloseAnswerOnly(close));
        WireFrame big = WireFrame.text("Lorem ipsum ".repeat(22_000));
        add(
                "7-big-message-then-close",
                x -> x.send(big, close).expectMessage(big).expectCloseAnswer(close));
        add(
                "7-big-message-then-close-then-more",
                x -> x.sendTogether(List.of(big, hello, close, hello, WireFrame.ping("late")))
                        .expectMessage(big)
                        .expectMessage(hello)
                        .expectCloseAnswerOnly(close));
    }

    private void payloads() {
        WireFrame empty = WireFrame.close(new byte[0]);
        add("7-close-empty", x -> x.send(empty).expectCloseAnswer(empty));
        for (int b = 0; b < 256; b += 51) {
            WireFrame one = WireFrame.close(new byte[] {(byte) b});
            add("7-close-of-one-byte-" + b, x -> x.send(one).expectFailure(1002));
            add(
                    "7-close-of-one-byte-" + b + "-header-only",
                    x -> x.sendBeginning(one, 0).expectFailure(1002));
        }
        for (String reason : List.of("", "x", "Hello World!", "*".repeat(123), "κόσμε", "\uD83D\uDE80".repeat(30))) {
            WireFrame close = WireFrame.close(1000, reason);
            add(
                    "7-close-reason-of-" + (close.payload().length - 2) + "-bytes",
                    x -> x.send(close).expectCloseAnswer(close));
        }
        for (int length : new int[] {124, 125, 65534, 70000}) {
            WireFrame bad = WireFrame.close(1000, "*".repeat(length));
            add(
                    "7-close-reason-of-" + length + "-bytes-too-long",
                    x -> x.send(bad).expectFailure(1002));
        }
        for (Utf8Samples.Sample sample : Utf8Samples.invalid()) {
            WireFrame bad = WireFrame.close(1000, "");
            byte[] payload = java.util.Arrays.copyOf(bad.payload(), 2 + sample.bytes().length);
            System.arraycopy(sample.bytes(), 0, payload, 2, sample.bytes().length);
            if (payload.length <= 125 && sample.representative()) {
                add(
                        "7-close-reason-invalid-" + sample.name(),
                        x -> x.send(WireFrame.close(payload)).expectFailure(1007));
            }
        }
        add(
                "7-close-unfinished",
                x -> x.send(WireFrame.close(1000).unfinished()).expectFailure(1002));
    }

    private void codes() {
        for (int code : GOOD_CODES) {
            for (String reason : List.of("", "because")) {
                WireFrame close = WireFrame.close(code, reason);
                add(
                        "7-close-code-" + code + (reason.isEmpty() ? "" : "-with-reason"),
                        x -> x.send(close).expectCloseAnswer(close));
            }
        }
        for (int code : BAD_CODES) {
            for (String reason : List.of("", "because")) {
                WireFrame close = WireFrame.close(code, reason);
                add(
                        "7-close-code-" + code + "-invalid" + (reason.isEmpty() ? "" : "-with-reason"),
                        x -> x.send(close).expectFailure(1002));
            }
        }
    }
}
