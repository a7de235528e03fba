package dev.ws.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeflateOptionsTest {
    /** A number among the options, and the values that it may have. */
    record Range(
            String name,
            long least,
            long most,
            BiFunction<DeflateOptions.Builder, Integer, DeflateOptions.Builder> setter,
            Function<DeflateOptions, Integer> getter) {
        int set(long value) {
            return getter.apply(
                    setter.apply(DeflateOptions.builder(), (int) value).build());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Range> ranges() {
        return Stream.of(
                new Range("level", -1, 9, DeflateOptions.Builder::level, DeflateOptions::level),
                new Range(
                        "threshold",
                        0,
                        Integer.MAX_VALUE,
                        DeflateOptions.Builder::threshold,
                        DeflateOptions::threshold),
                new Range(
                        "serverMaxWindowBits",
                        8,
                        15,
                        DeflateOptions.Builder::serverMaxWindowBits,
                        DeflateOptions::serverMaxWindowBits),
                new Range(
                        "clientMaxWindowBits",
                        8,
                        15,
                        DeflateOptions.Builder::clientMaxWindowBits,
                        DeflateOptions::clientMaxWindowBits),
                new Range(
                        "compressionHistory",
                        0,
                        32768,
                        DeflateOptions.Builder::compressionHistory,
                        DeflateOptions::compressionHistory),
                new Range(
                        "warmDeflaters",
                        0,
                        65536,
                        DeflateOptions.Builder::warmDeflaters,
                        DeflateOptions::warmDeflaters),
                new Range("memLevel", 1, 9, DeflateOptions.Builder::memLevel, DeflateOptions::memLevel),
                new Range(
                        "deflateBufferBytes",
                        64,
                        65536,
                        DeflateOptions.Builder::deflateBufferBytes,
                        DeflateOptions::deflateBufferBytes),
                new Range(
                        "inflateBufferBytes",
                        1,
                        65536,
                        DeflateOptions.Builder::inflateBufferBytes,
                        DeflateOptions::inflateBufferBytes),
                new Range(
                        "concurrencyLimit",
                        0,
                        Integer.MAX_VALUE,
                        DeflateOptions.Builder::concurrencyLimit,
                        DeflateOptions::concurrencyLimit));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void numbersInTheirRangeAreTaken(Range range) {
        for (long value : List.of(range.least(), range.least() + 1, range.most() - 1, range.most())) {
            assertThat(range.set(value)).isEqualTo((int) value);
        }
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void numbersOutsideTheirRangeAreRefused(Range range) {
        // One more than the largest int is the smallest: outside as well.
        for (long value : List.of(range.least() - 1, range.most() + 1, (long) Integer.MIN_VALUE)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> range.set(value))
                    .withMessage("%s is %d, must be %d to %d", range, (int) value, range.least(), range.most());
        }
    }

    @Test
    void windowsMayBeLeftOpenOrRefused() {
        for (int value : List.of(DeflateOptions.AS_ASKED, DeflateOptions.REFUSED)) {
            DeflateOptions options = DeflateOptions.builder()
                    .serverMaxWindowBits(value)
                    .clientMaxWindowBits(value)
                    .build();

            assertThat(options.serverMaxWindowBits()).isEqualTo(value);
            assertThat(options.clientMaxWindowBits()).isEqualTo(value);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> DeflateOptions.builder().serverMaxWindowBits(-2).build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> DeflateOptions.builder().clientMaxWindowBits(1).build());
    }

    @Test
    @SuppressWarnings("NullAway") // nulls are the point
    void choicesMustBeMade() {
        assertThatNullPointerException()
                .isThrownBy(() -> DeflateOptions.builder().strategy(null).build())
                .withMessage("strategy");
        assertThatNullPointerException()
                .isThrownBy(() -> DeflateOptions.builder()
                        .serverNoContextTakeover((NoContextTakeover) null)
                        .build())
                .withMessage("serverNoContextTakeover");
        assertThatNullPointerException()
                .isThrownBy(() -> DeflateOptions.builder()
                        .clientNoContextTakeover((NoContextTakeover) null)
                        .build())
                .withMessage("clientNoContextTakeover");
    }

    @Test
    void a090DefaultsAreDocumented() {
        assertThat(DeflateOptions.DEFAULT)
                .isEqualTo(new DeflateOptions(
                        true,
                        -1,
                        CompressionStrategy.DEFAULT,
                        1024,
                        false,
                        NoContextTakeover.AS_ASKED,
                        NoContextTakeover.AS_ASKED,
                        DeflateOptions.AS_ASKED,
                        DeflateOptions.AS_ASKED,
                        8192,
                        64,
                        false,
                        8,
                        16384,
                        16384,
                        0));
        assertThat(DeflateOptions.OFF)
                .isEqualTo(DeflateOptions.DEFAULT.toBuilder().enabled(false).build());
    }

    private static DeflateOptions allDifferent() {
        return DeflateOptions.builder()
                .enabled(false)
                .level(3)
                .strategy(CompressionStrategy.FILTERED)
                .threshold(7)
                .thresholdAlways(true)
                .serverNoContextTakeover(NoContextTakeover.ALWAYS)
                .clientNoContextTakeover(NoContextTakeover.REFUSED)
                .serverMaxWindowBits(10)
                .clientMaxWindowBits(11)
                .compressionHistory(4096)
                .warmDeflaters(9)
                .dedicatedDeflater(true)
                .memLevel(7)
                .deflateBufferBytes(1024)
                .inflateBufferBytes(10240)
                .concurrencyLimit(5)
                .build();
    }

    @Test
    void h01EverySettingSurvivesACopy() throws ReflectiveOperationException {
        DeflateOptions options = allDifferent();

        assertThat(options.toBuilder().build()).isEqualTo(options);
        assertThat(options)
                .isEqualTo(new DeflateOptions(
                        false,
                        3,
                        CompressionStrategy.FILTERED,
                        7,
                        true,
                        NoContextTakeover.ALWAYS,
                        NoContextTakeover.REFUSED,
                        10,
                        11,
                        4096,
                        9,
                        true,
                        7,
                        1024,
                        10240,
                        5));
        for (RecordComponent component : DeflateOptions.class.getRecordComponents()) {
            assertThat(component.getAccessor().invoke(options))
                    .as(component.getName())
                    .isNotEqualTo(component.getAccessor().invoke(DeflateOptions.DEFAULT));
        }
    }

    @Test
    void takeoverMayBeSetWithABoolean() {
        DeflateOptions both = DeflateOptions.builder()
                .serverNoContextTakeover(true)
                .clientNoContextTakeover(false)
                .build();
        DeflateOptions swapped = DeflateOptions.builder()
                .serverNoContextTakeover(false)
                .clientNoContextTakeover(true)
                .build();

        assertThat(both.serverNoContextTakeover()).isEqualTo(NoContextTakeover.ALWAYS);
        assertThat(both.clientNoContextTakeover()).isEqualTo(NoContextTakeover.REFUSED);
        assertThat(swapped.serverNoContextTakeover()).isEqualTo(NoContextTakeover.REFUSED);
        assertThat(swapped.clientNoContextTakeover()).isEqualTo(NoContextTakeover.ALWAYS);
    }

    @Test
    void everyStrategyIsOneOfZlibs() {
        assertThat(Stream.of(CompressionStrategy.values()).map(CompressionStrategy::value))
                .containsExactly(Deflater.DEFAULT_STRATEGY, Deflater.FILTERED, Deflater.HUFFMAN_ONLY);
    }
}
