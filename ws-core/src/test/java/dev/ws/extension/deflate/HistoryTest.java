package dev.ws.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {
    @Test
    void emptyHistoryOwnsNothingAndGivesNothing() {
        History history = new History(32768);

        assertThat(history.capacity()).isZero();
        assertThat(history.size()).isZero();
        assertThat(last(history, 100)).isEmpty();
    }

    @Test
    void historyWithoutRoomStaysEmpty() {
        History history = new History(0);

        append(history, new byte[100]);

        assertThat(history.capacity()).isZero();
        assertThat(history.size()).isZero();
        assertThat(last(history, 100)).isEmpty();
    }

    @Test
    void arrayGrowsWithWhatIsKeptAndNeverBeyondTheLimit() {
        History history = new History(8192);

        append(history, new byte[10]);
        assertThat(history.capacity()).isEqualTo(1024);
        append(history, new byte[1014]);
        assertThat(history.capacity()).isEqualTo(1024);
        append(history, new byte[1]);
        assertThat(history.capacity()).isEqualTo(2048);
        append(history, new byte[2000]);
        assertThat(history.capacity()).isEqualTo(3072);
        append(history, new byte[100]);
        assertThat(history.capacity()).isEqualTo(4608);
        append(history, new byte[4000]);
        assertThat(history.capacity()).isEqualTo(7125);
        append(history, new byte[1]);
        assertThat(history.capacity()).isEqualTo(8192);
        append(history, new byte[100_000]);
        assertThat(history.capacity()).isEqualTo(8192);
        assertThat(history.size()).isEqualTo(8192);
    }

    @Test
    void clearedHistoryFreesItsArrayAndBeginsAnew() {
        History history = new History(4);
        append(history, bytes("abcdef"));

        history.clear();
        assertThat(history.capacity()).isZero();
        assertThat(last(history, 10)).isEmpty();

        append(history, bytes("xyz"));
        assertThat(last(history, 10)).isEqualTo("xyz");
    }

    @Test
    void givesNoMoreThanWasAskedFor() {
        History history = new History(8);
        append(history, bytes("abcdefgh"));
        append(history, bytes("ijk"));

        assertThat(last(history, 0)).isEmpty();
        assertThat(last(history, 2)).isEqualTo("jk");
        assertThat(last(history, 3)).isEqualTo("ijk");
        assertThat(last(history, 4)).isEqualTo("hijk");
        assertThat(last(history, 99)).isEqualTo("defghijk");
    }

    @ParameterizedTest(name = "limit {0}")
    @ValueSource(ints = {1, 2, 7, 256, 1000, 1024, 1025, 8192, 32768})
    void keepsTheLastBytesOfAnyAppending(int limit) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            History history = new History(limit);
            byte[] model = {};
            for (int i = 0; i < 100; i++) {
                byte[] some = new byte[random.nextInt(1 + random.nextInt(2 * limit + 10))];
                random.nextBytes(some);
                ByteBuffer buffer = Samples.buffer(random, some);

                history.append(buffer, buffer.position(), buffer.limit());

                model = Arrays.copyOf(model, model.length + some.length);
                System.arraycopy(some, 0, model, model.length - some.length, some.length);
                model = Arrays.copyOfRange(model, Math.max(0, model.length - limit), model.length);
                int most = random.nextInt(limit + 10);
                byte[] expected = Arrays.copyOfRange(model, Math.max(0, model.length - most), model.length);
                assertThat(history.size()).as("seed %d, step %d", seed, i).isEqualTo(model.length);
                assertThat(lastBytes(history, most))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(expected);
                assertThat(history.capacity()).isLessThanOrEqualTo(limit);
            }
        }
    }

    @Test
    void zlibJoinsTheTwoEndsOfTheRing() throws DataFormatException {
        byte[] message = Samples.json(new Random(1), 3000);
        History history = new History(4096);
        append(history, new byte[3000]);
        append(history, message);
        Deflater deflater = new Deflater(-1, true);
        Inflater inflater = new Inflater(true);

        history.preload(deflater, 3500);
        deflater.setInput(message);
        byte[] compressed = new byte[4096];
        int length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
        history.preload(inflater, 3500);
        inflater.setInput(compressed, 0, length);
        byte[] plain = new byte[4096];
        int got = inflater.inflate(plain);

        // The whole message is in the dictionary, across the end of the array: little is left of it.
        assertThat(length).isLessThan(60);
        assertThat(Arrays.copyOf(plain, got)).isEqualTo(message);
        deflater.end();
        inflater.end();
    }

    private static void append(History history, byte[] bytes) {
        history.append(ByteBuffer.wrap(bytes), 0, bytes.length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String last(History history, int most) {
        return new String(lastBytes(history, most), StandardCharsets.US_ASCII);
    }

    private static byte[] lastBytes(History history, int most) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        history.preload(all::write, most);
        return all.toByteArray();
    }
}
