package dev.ws.it.conformance;

import static dev.ws.it.wire.RawWebSocket.fragments;

import dev.ws.it.wire.WireFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Group 6: text is UTF-8, checked as the bytes arrive (RFC 6455 section 8.1; ). */
final class Utf8Cases {
    private final List<ConformanceCase> cases = new ArrayList<>();

    static List<ConformanceCase> all() {
        Utf8Cases table = new Utf8Cases();
        Utf8Samples.valid().forEach(table::valid);
        Utf8Samples.invalid().forEach(table::invalid);
        table.recovery();
        return table.cases;
    }

    /** Whole, and then cut at every byte in every way; all on one connection. */
    private void valid(Utf8Samples.Sample sample) {
        byte[] bytes = sample.bytes();
        WireFrame whole = WireFrame.text(bytes);
        String id = "6-valid-" + sample.name();
        cases.add(ConformanceCase.of(id, x -> x.send(whole).expectMessage(whole).closesCleanly()));
        cases.add(ConformanceCase.of(
                id + "-byte-by-byte",
                x -> x.sendChopped(1, whole)
                        .expectMessage(whole)
                        .send(fragments(WireFrame.TEXT, bytes, 1))
                        .expectMessage(whole)
                        .closesCleanly()));
        cases.add(ConformanceCase.of(id + "-every-split", x -> {
            for (int cut = 0; cut <= bytes.length; cut++) {
                x.sendSplit(whole, cut).expectMessage(whole);
                x.sendTogether(List.of(
                                WireFrame.text(Arrays.copyOf(bytes, cut)).unfinished(),
                                WireFrame.continuation(Arrays.copyOfRange(bytes, cut, bytes.length))))
                        .expectMessage(whole);
                x.sendTogether(List.of(
                                WireFrame.text(Arrays.copyOf(bytes, cut)).unfinished(),
                                WireFrame.ping("x"),
                                WireFrame.continuation("").unfinished(),
                                WireFrame.continuation(Arrays.copyOfRange(bytes, cut, bytes.length))))
                        .expectPong(new byte[] {'x'})
                        .expectMessage(whole);
            }
            x.closesCleanly();
        }));
    }

    private void invalid(Utf8Samples.Sample sample) {
        byte[] bytes = sample.bytes();
        WireFrame whole = WireFrame.text(bytes);
        String id = "6-invalid-" + sample.name();
        cases.add(ConformanceCase.of(id, x -> x.send(whole).expectFailure(1007)));
        cases.add(
                ConformanceCase.of(id + "-chopped", x -> x.sendChopped(1, whole).expectFailure(1007)));
        cases.add(ConformanceCase.of(
                id + "-fragments",
                x -> x.sendTogether(fragments(WireFrame.TEXT, bytes, 1)).expectFailure(1007)));
        int error = sample.firstError();
        if (error == bytes.length) {
            return; // more bytes could still make it right, up to the end of the message
        }
        byte[] upToError = Arrays.copyOf(bytes, error + 1);
        // the tail makes the frame longer than what is sent, so its end is never seen
        WireFrame longer = WireFrame.text(Arrays.copyOf(upToError, upToError.length + 100));
        cases.add(ConformanceCase.failFast(
                id + "-inside-a-frame",
                x -> x.sendBeginning(longer, upToError.length).expectFailure(1007)));
        List<WireFrame> unfinished = new ArrayList<>();
        fragments(WireFrame.TEXT, upToError, 1).forEach(frame -> unfinished.add(frame.unfinished()));
        cases.add(ConformanceCase.failFast(
                id + "-inside-a-message", x -> x.send(unfinished).expectFailure(1007)));
        cases.add(ConformanceCase.failFast(
                id + "-at-the-second-fragment",
                x -> x.send(
                                WireFrame.text("ok µ ").unfinished(),
                                WireFrame.continuation(upToError).unfinished())
                        .expectFailure(1007)));
    }

    private void recovery() {
        // the state of one message is not carried into the next, and binary messages are not text
        byte[] broken = {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80};
        cases.add(ConformanceCase.of(
                "6-binary-is-not-checked",
                x -> x.send(WireFrame.binary(broken))
                        .expectMessage(WireFrame.binary(broken))
                        .send(fragments(WireFrame.BINARY, broken, 1))
                        .expectMessage(WireFrame.binary(broken))
                        .send(WireFrame.ping(broken))
                        .expectPong(broken)
                        .send(WireFrame.text("κόσμε"))
                        .expectMessage(WireFrame.text("κόσμε"))
                        .closesCleanly()));
        cases.add(ConformanceCase.of(
                "6-messages-before-the-broken-one-are-echoed",
                x -> x.sendTogether(List.of(
                                WireFrame.text("one"),
                                WireFrame.text("κό"),
                                WireFrame.text(broken),
                                WireFrame.text("no")))
                        .expectMessage(WireFrame.text("one"))
                        .expectMessage(WireFrame.text("κό"))
                        .expectFailure(1007)));
    }
}
