package dev.ws.it.conformance;

import static dev.ws.it.wire.RawWebSocket.fragments;
import static dev.ws.it.wire.RawWebSocket.pattern;

import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Groups 5 and 10: messages of several frames (RFC 6455 section 5.4). */
final class FragmentationCases {
    private final List<ConformanceCase> cases = new ArrayList<>();

    static List<ConformanceCase> all() {
        FragmentationCases table = new FragmentationCases();
        table.controlFrames();
        table.sequences();
        table.interleaved();
        table.sizes();
        return table.cases;
    }

    /** A rule that has to hold however the bytes are cut: frame by frame, in one write, byte by byte. */
    private void each(String id, List<WireFrame> frames, Expectation expected) {
        cases.add(ConformanceCase.of(id + "-frame-by-frame", x -> expected.check(x.send(frames))));
        cases.add(ConformanceCase.of(id + "-in-one-write", x -> expected.check(x.sendTogether(frames))));
        WireFrame[] array = frames.toArray(WireFrame[]::new);
        cases.add(ConformanceCase.of(id + "-byte-by-byte", x -> expected.check(x.sendChopped(1, array))));
    }

    private interface Expectation {
        void check(Exchange x) throws IOException;
    }

    private void controlFrames() {
        for (int opcode : new int[] {WireFrame.PING, WireFrame.PONG, WireFrame.CLOSE}) {
            WireFrame control = new WireFrame(false, 0, opcode, new byte[] {3, (byte) 0xE8});
            WireFrame rest = WireFrame.continuation("rest");
            each("5-control-" + opcode + "-fragmented", List.of(control, rest), x -> x.expectFailure(1002));
        }
    }

    private void sequences() {
        WireFrame first = WireFrame.text("frag").unfinished();
        WireFrame middle = WireFrame.continuation("men").unfinished();
        WireFrame last = WireFrame.continuation("t");
        WireFrame stray = WireFrame.continuation("stray");
        WireFrame hello = WireFrame.text("Hello");
        each(
                "5-two-fragments",
                List.of(first, last),
                x -> x.expectMessage(WireFrame.text("fragt")).closesCleanly());
        each(
                "5-three-fragments",
                List.of(first, middle, last),
                x -> x.expectMessage(WireFrame.text("fragment")).closesCleanly());
        each(
                "5-binary-fragments",
                fragments(WireFrame.BINARY, pattern(300), 64),
                x -> x.expectMessage(WireFrame.BINARY, pattern(300)).closesCleanly());
        WireFrame nothing = WireFrame.text("").unfinished();
        WireFrame nothingMore = WireFrame.continuation("").unfinished();
        each(
                "5-empty-fragments",
                List.of(nothing, nothingMore, nothingMore, WireFrame.continuation("")),
                x -> x.expectMessage(WireFrame.text("")).closesCleanly());
        each(
                "5-empty-fragments-around-text",
                List.of(nothing, nothingMore, middle, nothingMore, WireFrame.continuation("")),
                x -> x.expectMessage(WireFrame.text("men")).closesCleanly());

        each("5-continuation-of-nothing", List.of(stray, hello), x -> x.expectFailure(1002));
        each("5-unfinished-continuation-of-nothing", List.of(stray.unfinished(), hello), x -> x.expectFailure(1002));
        each(
                "5-continuation-after-a-message",
                List.of(hello, stray),
                x -> x.expectMessage(hello).expectFailure(1002));
        each(
                "5-continuation-after-a-fragmented-message",
                List.of(first, last, stray.unfinished(), hello),
                x -> x.expectMessage(WireFrame.text("fragt")).expectFailure(1002));
        each(
                "5-unfinished-continuation-before-a-message",
                List.of(stray.unfinished(), first, last),
                x -> x.expectFailure(1002));
        each("5-text-inside-text", List.of(first, hello), x -> x.expectFailure(1002));
        each("5-unfinished-text-inside-text", List.of(first, hello.unfinished(), last), x -> x.expectFailure(1002));
        each("5-binary-inside-text", List.of(first, WireFrame.binary(pattern(3))), x -> x.expectFailure(1002));
        each(
                "5-text-inside-binary",
                List.of(WireFrame.binary(pattern(3)).unfinished(), hello),
                x -> x.expectFailure(1002));
    }

    private void interleaved() {
        WireFrame first = WireFrame.text("frag").unfinished();
        WireFrame last = WireFrame.continuation("ment");
        WireFrame whole = WireFrame.text("fragment");
        WireFrame ping = WireFrame.ping("between");
        each(
                "5-ping-inside-a-message",
                List.of(first, ping, last),
                x -> x.expectPong(ping.payload()).expectMessage(whole).closesCleanly());
        each(
                "5-pong-inside-a-message",
                List.of(first, WireFrame.pong("between"), last),
                x -> x.expectMessage(whole).closesCleanly());
        List<WireFrame> many = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            many.add(new WireFrame(
                    i == 4, 0, i == 0 ? 1 : 0, ("part" + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            if (i < 4) {
                many.add(WireFrame.ping("p" + i));
            }
        }
        each("5-ping-after-each-fragment", many, x -> {
            for (int i = 0; i < 4; i++) {
                x.expectPong(new byte[] {'p', (byte) ('0' + i)});
            }
            x.expectMessage(WireFrame.text("part0part1part2part3part4")).closesCleanly();
        });
        // the pong is not held back until the message is complete
        cases.add(ConformanceCase.of(
                "5-ping-is-answered-before-the-message-goes-on",
                x -> x.send(first, ping)
                        .expectPong(ping.payload())
                        .send(WireFrame.continuation("men").unfinished(), ping)
                        .expectPong(ping.payload())
                        .send(WireFrame.continuation("t"))
                        .expectMessage(whole)
                        .closesCleanly()));
    }

    private void sizes() {
        byte[] payload = "*".repeat(65536).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int size : new int[] {1300, 1, 4096}) {
            List<WireFrame> frames = fragments(WireFrame.TEXT, payload, size);
            cases.add(ConformanceCase.of(
                    "10-text-65536-in-fragments-of-" + size,
                    x -> x.sendTogether(frames)
                            .expectMessage(WireFrame.TEXT, payload)
                            .closesCleanly()));
        }
    }
}
