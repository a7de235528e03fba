package dev.ws.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.frame.Splits;
import dev.ws.frame.WireFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinaryFragmentsTest {
    private final List<List<ByteBuffer>> messages = new ArrayList<>();
    private final BinaryFragments sink = new BinaryFragments(messages::add);

    private static String brief(ByteBuffer fragment) {
        byte[] bytes = new byte[fragment.remaining()];
        fragment.duplicate().get(bytes);
        return WireFrame.brief(bytes);
    }

    private List<String> last() {
        return messages.get(messages.size() - 1).stream()
                .map(BinaryFragmentsTest::brief)
                .toList();
    }

    @Test
    void listsThePayloadsOfFrames() throws Exception { // C-040
        Parts.message(sink, false, Parts.utf8("ab"), Parts.utf8("c"), Parts.utf8("def"));
        assertThat(last()).containsExactly("'ab'", "'c'", "'def'");
        Parts.message(sink, false, Parts.utf8("one"));
        assertThat(last()).containsExactly("'one'");
        assertThat(messages).hasSize(2);
    }

    @Test
    void leavesEmptyFragmentsOut() throws Exception {
        Parts.message(sink, false, new byte[0], Parts.utf8("a"), new byte[0]);
        assertThat(last()).containsExactly("'a'");
        Parts.message(sink, false, new byte[0]);
        assertThat(last()).isEmpty();
    }

    @Test
    void joinsThePartsOfOneFrame() throws Exception {
        byte[] frame = Splits.payload(100_000);
        for (int size : new int[] {1_000, 1_023, 4_096, 33_333, 99_999}) {
            List<byte[]> pieces = Splits.pieces(frame, size);
            int left = frame.length;
            for (int i = 0; i < pieces.size(); i++) {
                left -= pieces.get(i).length;
                Parts.give(sink, false, pieces.get(i), i == 0, false, left);
            }
            Parts.give(sink, false, Parts.utf8("end"), false, true, 0);
            assertThat(last()).containsExactly(WireFrame.brief(frame), "'end'");
        }
    }

    @Test
    void fragmentsMayBeKept() throws Exception {
        Parts.message(sink, false, Parts.utf8("one"), Parts.utf8("two"));
        Parts.message(sink, false, Parts.utf8("six"), Parts.utf8("ten"));

        assertThat(messages).hasSize(2);
        assertThat(messages.get(0)).extracting(BinaryFragmentsTest::brief).containsExactly("'one'", "'two'");
    }

    @Test
    void memoryGrowsWithWhatArrived() throws Exception {
        Parts.give(sink, false, new byte[10], true, false, 2_000_000_000L);
        Parts.give(sink, false, new byte[10], false, true, 0);

        assertThat(messages.get(0)).hasSize(1);
        assertThat(messages.get(0).get(0).capacity()).isLessThanOrEqualTo(4096);
    }

    @Test
    void abortAndANewMessageForgetAnUnfinishedOne() throws Exception {
        Parts.give(sink, false, Parts.utf8("lost"), true, false, 5);
        sink.abort(new IOException("gone"));
        Parts.give(sink, false, Parts.utf8("lost"), true, false, 5);
        Parts.message(sink, false, Parts.utf8("new"));

        assertThat(last()).containsExactly("'new'");
        assertThat(messages).hasSize(1);
    }

    @Test
    void binaryPartsPassAsTheyCome() throws Exception { // E-062
        List<String> parts = new ArrayList<>();
        BinaryParts passing = new BinaryParts(true, (part, last) -> parts.add(brief(part) + last));
        Parts.message(passing, false, Parts.utf8("a"), Parts.utf8("b"), new byte[0]);
        passing.abort(new IOException("gone"));

        assertThat(parts).isEqualTo(Arrays.asList("'a'false", "'b'false", "''true"));
    }
}
