package dev.ws.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ws.Message;
import dev.ws.MessageTooBigException;
import dev.ws.frame.BufferPool;
import dev.ws.frame.CountingPool;
import dev.ws.frame.Splits;
import dev.ws.frame.WireFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeMessageTest {
    private final CountingPool pool = new CountingPool();
    private final List<String> messages = new ArrayList<>();
    private final WholeMessage sink = new WholeMessage(
            pool,
            text -> false,
            message -> messages.add((message.isBinary() ? "binary " : "text ") + WireFrame.brief(message.bytes())));

    @AfterEach
    void nothingIsKeptBetweenMessages() {
        assertThat(pool.lent()).isZero();
    }

    @Test
    void aBorrowedMessageOfOnePartPassesUncopied() throws Exception {
        ByteBuffer payload = ByteBuffer.wrap(Parts.utf8("hello"));
        List<ByteBuffer> seen = new ArrayList<>();
        new WholeMessage(pool, text -> false, message -> seen.add(message.buffer()))
                .accept(new dev.ws.protocol.ProtocolEvent.MessagePart(false, payload, true, true, true, 0));

        assertThat(seen.get(0)).isSameAs(payload);
        assertThat(pool.most()).isZero();
    }

    @ParameterizedTest(name = "parts of {0}")
    @ValueSource(ints = {1, 2, 3, 1000, 16_383, 16_384, 16_385, 65_536, 299_999, 300_000})
    void aMessageIsTheReceiversAndPinsAtMostItsOwnSizeMore(int size) throws Exception {
        byte[] bytes = Splits.payload(300_000);
        List<Message> kept = new ArrayList<>();
        WholeMessage owning = new WholeMessage(pool, text -> true, kept::add);
        byte[][] parts = new byte[(bytes.length + size - 1) / size][];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Arrays.copyOfRange(bytes, i * size, Math.min(bytes.length, (i + 1) * size));
        }

        Parts.message(owning, false, parts);
        for (byte[] part : parts) {
            Arrays.fill(part, (byte) 0);
        }

        assertThat(kept.get(0).bytes()).isEqualTo(bytes);
        assertThat(kept.get(0).buffer().capacity()).isBetween(bytes.length, 2 * bytes.length);
        assertThat(pool.most()).as("nothing comes from the pool").isZero();
    }

    @ParameterizedTest(name = "kept {0}")
    @ValueSource(booleans = {true, false})
    void aMessageEndsAtTheLargestArray(boolean kept) throws Exception {
        List<Integer> sizes = new ArrayList<>();
        WholeMessage capped = new WholeMessage(
                pool, text -> kept, message -> sizes.add(message.buffer().remaining()), 200_000);
        Parts.give(capped, false, new byte[100_000], true, false, 2_000_000_000L);
        Parts.give(capped, false, new byte[99_999], false, false, 0);
        Parts.give(capped, false, new byte[1], false, true, 0);
        assertThat(sizes).containsExactly(200_000);

        Parts.give(capped, false, new byte[100_000], true, false, 0);
        assertThatExceptionOfType(MessageTooBigException.class)
                .isThrownBy(() -> Parts.give(capped, false, new byte[100_001], false, true, 0))
                .withMessage("Max payload size exceeded");
        capped.abort(new IOException("gone"));
    }

    @ParameterizedTest(name = "{0} bytes, {1} announced")
    @CsvSource({"0, 0", "1, 60000", "100, 65000", "1, 2000000000"})
    void aSmallMessageDoesNotPinALargeBuffer(int arrived, long announced) throws Exception {
        List<Message> kept = new ArrayList<>();
        WholeMessage owning = new WholeMessage(pool, text -> true, kept::add);
        Parts.give(owning, false, new byte[arrived], true, false, announced);
        Parts.give(owning, false, new byte[0], false, true, 0);

        assertThat(kept.get(0).buffer().capacity()).isLessThanOrEqualTo(2 * arrived);
    }

    @ParameterizedTest(name = "A-129 parts of {0}")
    @ValueSource(ints = {1, 2, 3, 1000, 16_383, 16_384, 16_385, 65_536, 299_999})
    void joinsParts(int size) throws Exception {
        byte[] whole = Splits.payload(Math.min(300_000, size * 3_000));
        Parts.message(sink, false, Splits.pieces(whole, size).toArray(byte[][]::new));

        assertThat(messages).containsExactly("binary " + WireFrame.brief(whole));
    }

    @Test
    void joinsTextWhereverItIsCut() throws Exception {
        byte[] whole = Parts.utf8("a\u00E9\u20AC\uD83D\uDE00");
        for (int at = 0; at <= whole.length; at++) {
            Parts.message(sink, true, Arrays.copyOf(whole, at), Arrays.copyOfRange(whole, at, whole.length));
        }
        Parts.message(sink, true, Splits.pieces(whole, 1).toArray(byte[][]::new));

        assertThat(messages).hasSize(whole.length + 2).containsOnly("text " + WireFrame.brief(whole));
    }

    @Test
    void acceptsEmptyMessagesAndEmptyLastParts() throws Exception {
        Parts.message(sink, true, new byte[0]);
        Parts.message(sink, false, Parts.utf8("ab"), new byte[0]);

        assertThat(messages).containsExactly("text ''", "binary 'ab'");
    }

    @ParameterizedTest(name = "{0} arrive")
    @ValueSource(ints = {1, 1_000, 16_384, 16_385, 100_000})
    void memoryGrowsWithWhatArrivedNotWithWhatWasAnnounced(int arrived) throws Exception {
        List<Integer> capacities = new ArrayList<>();
        WholeMessage measured = new WholeMessage(
                pool, text -> false, message -> capacities.add(message.buffer().capacity()));
        Parts.give(measured, false, new byte[arrived], true, false, 2_000_000_000L);
        Parts.give(measured, false, new byte[0], false, true, 0);

        assertThat(capacities.get(0)).isBetween(arrived, Math.max(BufferPool.LARGE, 4 * arrived));
    }

    @Test
    void deliversNoByteThatDidNotArrive() throws Exception {
        Parts.give(sink, false, new byte[100], true, false, 50_000);
        Parts.give(sink, false, new byte[10], false, true, 49_990);

        assertThat(messages).containsExactly("binary " + WireFrame.brief(new byte[110]));
    }

    @Test
    void abortGivesBackWhatWasCollected() throws Exception {
        Parts.give(sink, false, new byte[100], true, false, 100);
        assertThat(pool.lent()).isEqualTo(1);
        sink.abort(new IOException("gone"));
        sink.abort(new IOException("again"));

        assertThat(messages).isEmpty();
    }

    @Test
    void aNewMessageForgetsAnUnfinishedOne() throws Exception {
        Parts.give(sink, false, Parts.utf8("lost"), true, false, 100);
        Parts.message(sink, false, Parts.utf8("ne"), Parts.utf8("w"));

        assertThat(messages).containsExactly("binary 'new'");
    }

    @Test
    void givesTheBufferBackWhenTheHandlerThrows() {
        WholeMessage throwing = new WholeMessage(pool, text -> false, message -> {
            throw new IllegalStateException("no");
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> Parts.message(throwing, false, Parts.utf8("a"), Parts.utf8("b")))
                .withMessage("no");
        assertThatIllegalStateException().isThrownBy(() -> Parts.message(throwing, true, Parts.utf8("a")));
    }

    @Test
    void whoeverComesWhileAMessageArrivesMayKeepIt() throws Exception {
        List<Message> kept = new ArrayList<>();
        boolean[] somebody = {false};
        WholeMessage owning = new WholeMessage(pool, text -> somebody[0], kept::add);
        Parts.give(owning, true, Parts.utf8("some"), true, false, 4);
        somebody[0] = true;
        Parts.give(owning, true, Parts.utf8("body"), false, true, 0);
        somebody[0] = false;
        Parts.message(owning, true, Parts.utf8("next "), Parts.utf8("one"));

        assertThat(kept.get(0).isBorrowed()).isFalse();
        assertThat(kept.get(0).text()).isEqualTo("somebody");
        assertThat(kept.get(1).isBorrowed()).isTrue();
    }
}
