package dev.ws.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.frame.Splits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextPartsTest {
    private static final String TEXT = "a\u00E9b\u20ACc\uD83D\uDE00d";
    private final List<String> parts = new ArrayList<>();
    private final List<Boolean> ends = new ArrayList<>();
    private final TextParts sink = new TextParts((part, last) -> {
        parts.add(part);
        ends.add(last);
    });

    private void check(byte[]... pieces) throws Exception {
        parts.clear();
        ends.clear();
        Parts.message(sink, true, pieces);

        assertThat(String.join("", parts)).isEqualTo(TEXT);
        assertThat(ends.indexOf(true)).isEqualTo(ends.size() - 1);
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            // Cut between characters: no replacement, no half of a pair; empty only as the last.
            assertThat(part).doesNotContain("\uFFFD");
            assertThat(part.isEmpty() && i < parts.size() - 1).isFalse();
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(part)).isTrue();
        }
    }

    @Test
    void cutsBetweenCharactersWhereverBytesAreCut() throws Exception { // E-062
        byte[] bytes = Parts.utf8(TEXT);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                check(
                        Arrays.copyOf(bytes, first),
                        Arrays.copyOfRange(bytes, first, second),
                        Arrays.copyOfRange(bytes, second, bytes.length));
            }
        }
        check(Splits.pieces(bytes, 1).toArray(byte[][]::new));
        check(bytes);
        check(bytes, new byte[0]);
    }

    @Test
    void handsOnWhatIsWholeAtOnce() throws Exception {
        Parts.give(sink, true, Splits.hex("61 e2 82"), true, false, 10);
        assertThat(parts).containsExactly("a");
        Parts.give(sink, true, Splits.hex("ac f0 9f 98"), false, false, 10);
        assertThat(parts).containsExactly("a", "\u20AC");
        Parts.give(sink, true, Splits.hex("80"), false, true, 0);
        assertThat(parts).containsExactly("a", "\u20AC", "\uD83D\uDE00");
    }

    @Test
    void nothingOfAnUnfinishedMessageReachesTheNext() throws Exception {
        Parts.give(sink, true, Splits.hex("61 e2 82"), true, false, 10);
        Parts.message(sink, true, Parts.utf8("b"));

        assertThat(parts).containsExactly("a", "b");
    }

    @Test
    void uncheckedTextIsReplacedNotRefused() throws Exception {
        for (String hex : new String[] {"ff", "80 80 80 80 80", "e2 28", "f8 88 80 80 80", "c3"}) {
            byte[] bytes = Splits.hex(hex);
            parts.clear();
            Parts.message(sink, true, Splits.pieces(bytes, 1).toArray(byte[][]::new));
            assertThat(String.join("", parts)).contains("\uFFFD");
            assertThat(ends).endsWith(true);
        }
    }
}
