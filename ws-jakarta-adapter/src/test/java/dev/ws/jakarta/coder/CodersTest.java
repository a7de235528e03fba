package dev.ws.jakarta.coder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Encoder;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from encoder and decoder classes at deployment (E-047, E-065). */
class CodersTest {
    private abstract static class AbstractEncoder implements Encoder.Text<Integer> {}

    private interface Interface extends Decoder.Text<Integer> {}

    private static class PlainEncoder implements Encoder {}

    private static class PlainDecoder implements Decoder {}

    private static class GenericEncoder<T> implements Encoder.Text<T> {
        @Override
        public String encode(T object) {
            return "";
        }
    }

    @SuppressWarnings({"ClassCanBeStatic", "InnerClassMayBeStatic"})
    private class InnerDecoder implements Decoder.Text<Integer> {
        @Override
        public Integer decode(String text) {
            return 0;
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                Arguments.of(
                        "abstract encoder", List.of(AbstractEncoder.class), List.of(), "AbstractEncoder is abstract"),
                Arguments.of("encoder of no kind", List.of(PlainEncoder.class), List.of(), "none of Encoder.Text"),
                Arguments.of("decoder of no kind", List.of(), List.of(PlainDecoder.class), "none of Decoder.Text"),
                Arguments.of(
                        "decoder of no kind after a good one",
                        List.of(),
                        List.of(Samples.TextDecoder.class, PlainDecoder.class),
                        "PlainDecoder implements none"),
                Arguments.of("interface", List.of(), List.of(Interface.class), "Interface is abstract"),
                Arguments.of(
                        "no type", List.of(GenericEncoder.class), List.of(), "GenericEncoder does not say for which"),
                Arguments.of("inner class", List.of(), List.of(InnerDecoder.class), "InnerDecoder is an inner class"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRules")
    void brokenRulesAreNamed(
            String name,
            List<Class<? extends Encoder>> encoders,
            List<Class<? extends Decoder>> decoders,
            String message) {
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> Coders.of(encoders, decoders))
                .withMessageContaining(message)
                .withMessageContaining(getClass().getName());
    }

    @Test
    void aClassWithoutDefaultConstructorIsLeftToTheProvider() throws DeploymentException {
        Coders coders = Coders.of(List.of(Samples.InjectedEncoder.class), List.of());
        assertThat(coders.hasEncoder(Samples.Bean.class)).isTrue();
    }

    @Test
    void oneClassMayBeOfSeveralKindsAndIsOneInstance() throws DeploymentException {
        Coders coders =
                Coders.of(List.of(Samples.ManyKinds.class, Samples.ManyKinds.class), List.of(Samples.ManyKinds.class));
        assertThat(coders.instances()).isEqualTo(2);
        assertThat(coders.hasEncoder(Samples.Bean.class)).isTrue();
        assertThat(coders.hasEncoder(BigDecimal.class)).isTrue();
        assertThat(coders.decodesText(Samples.Bean.class)).isTrue();
        assertThat(coders.decodesBinary(Samples.Bean.class)).isTrue();
    }

    @Test
    void exactTypesBeatSupertypesAndThoseTheirOrder() throws DeploymentException {
        Coders coders = Coders.of(
                List.of(Samples.NumberEncoder.class, Samples.ComparableEncoder.class, Samples.IntegerEncoder.class),
                List.of());
        assertThat(coders.encoder(Integer.class)).extracting(Coder::type).isEqualTo(Samples.IntegerEncoder.class);
        assertThat(coders.encoder(Long.class)).extracting(Coder::type).isEqualTo(Samples.NumberEncoder.class);
        assertThat(coders.encoder(String.class)).extracting(Coder::type).isEqualTo(Samples.ComparableEncoder.class);
        assertThat(coders.encoder(List.class)).isNull();
    }

    static Stream<Arguments> decodable() {
        return Stream.of(
                Arguments.of(Samples.Bean.class, true, true),
                Arguments.of(Object.class, true, true),
                Arguments.of(Samples.SmallBean.class, true, true),
                Arguments.of(int.class, true, false),
                Arguments.of(Character.class, true, false),
                Arguments.of(String.class, false, false),
                Arguments.of(byte[].class, false, false),
                Arguments.of(ByteBuffer.class, false, false),
                Arguments.of(Reader.class, false, false),
                Arguments.of(InputStream.class, false, false),
                Arguments.of(BigDecimal.class, false, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("decodable")
    void decodersAreFoundByType(Class<?> type, boolean text, boolean binary) throws DeploymentException {
        Coders coders = Coders.of(List.of(), List.of(Samples.TextDecoder.class, Samples.BinaryDecoder.class));
        assertThat(coders.decodesText(type)).isEqualTo(text);
        assertThat(coders.decodesBinary(type)).isEqualTo(binary);
    }

    static Stream<Arguments> encodable() {
        return Stream.of(
                Arguments.of(String.class, true),
                Arguments.of(CharSequence.class, true),
                Arguments.of(Object.class, true),
                Arguments.of(Number.class, true),
                Arguments.of(double.class, true),
                Arguments.of(Boolean.class, true),
                Arguments.of(byte[].class, true),
                Arguments.of(ByteBuffer.class, true),
                Arguments.of(Samples.Bean.class, true),
                Arguments.of(Samples.SmallBean.class, true),
                Arguments.of(BigDecimal.class, false),
                Arguments.of(int[].class, false),
                Arguments.of(List.class, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodable")
    void declaredTypesMayBeEncodedOrNot(Class<?> type, boolean expected) throws DeploymentException {
        Coders coders = Coders.of(List.of(Samples.TextEncoder.class), List.of());
        assertThat(coders.mayEncode(type)).isEqualTo(expected);
    }
}
