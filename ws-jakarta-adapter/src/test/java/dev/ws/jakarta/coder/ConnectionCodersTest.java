package dev.ws.jakarta.coder;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ws.jakarta.InstanceProvider;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EncodeException;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The encoders and decoders of a connection at work (E-065). */
class ConnectionCodersTest {
    private final EndpointConfig config = ClientEndpointConfig.Builder.create().build();
    private final Sent sent = new Sent();
    private final List<Object> givenBack = new ArrayList<>();

    private final InstanceProvider provider = new InstanceProvider() {
        @Override
        public <T> T create(Class<T> type) throws InstantiationException {
            try {
                return type.getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException e) {
                InstantiationException failure = new InstantiationException(type.getName() + " cannot be made");
                failure.initCause(e);
                throw failure;
            }
        }

        @Override
        public void destroy(Object instance) {
            givenBack.add(instance);
        }
    };

    /** Notes what is sent. */
    private static final class Sent implements EncodingTarget {
        private String message = "nothing";

        @Override
        public void text(String text) {
            message = "T " + text;
        }

        @Override
        public void binary(ByteBuffer data) {
            message = "B " + StandardCharsets.UTF_8.decode(data);
        }

        @Override
        public Writer writer() {
            return new StringWriter() {
                @Override
                public void close() {
                    message = "W " + this;
                }
            };
        }

        @Override
        public OutputStream stream() {
            return new ByteArrayOutputStream() {
                @Override
                public void close() {
                    message = "S " + toString(StandardCharsets.UTF_8);
                }
            };
        }
    }

    @BeforeEach
    void forgetCalls() {
        Samples.CALLS.clear();
    }

    private ConnectionCoders encoders(List<Class<? extends Encoder>> types) throws DeploymentException {
        return Coders.of(types, List.of()).open(config, provider);
    }

    private ConnectionCoders decoders(List<Class<? extends Decoder>> types) throws DeploymentException {
        return Coders.of(List.of(), types).open(config, provider);
    }

    static Stream<Arguments> messages() {
        Samples.Bean bean = new Samples.Bean("a");
        return Stream.of(
                Arguments.of(List.of(), "x", "T x"),
                Arguments.of(List.of(), 'x', "T x"),
                Arguments.of(List.of(), 1.5, "T 1.5"),
                Arguments.of(List.of(), true, "T true"),
                Arguments.of(List.of(), StandardCharsets.UTF_8.encode("b"), "B b"),
                Arguments.of(List.of(), new byte[] {'c'}, "B c"),
                Arguments.of(List.of(Samples.TextEncoder.class), bean, "T text a"),
                Arguments.of(List.of(Samples.TextEncoder.class), new Samples.SmallBean("b"), "T text b"),
                Arguments.of(List.of(Samples.BinaryEncoder.class), bean, "B binary a"),
                Arguments.of(List.of(Samples.TextStreamEncoder.class), bean, "W writer a"),
                Arguments.of(List.of(Samples.BinaryStreamEncoder.class), bean, "S stream a"),
                Arguments.of(List.of(Samples.BinaryEncoder.class, Samples.TextEncoder.class), bean, "B binary a"),
                Arguments.of(List.of(Samples.ManyKinds.class), bean, "T many a"),
                Arguments.of(List.of(Samples.ManyKinds.class), BigDecimal.ONE, "S many 1"),
                Arguments.of(List.of(Samples.IntegerEncoder.class), 1, "T integer 1"),
                Arguments.of(List.of(Samples.IntegerEncoder.class), 1L, "T 1"),
                Arguments.of(List.of(Samples.ComparableEncoder.class), "x", "T comparable x"));
    }

    @ParameterizedTest(name = "{1} by {0} is {2}")
    @MethodSource("messages")
    void objectsAreEncodedByTheirEncoderOrAsTheyAre(
            List<Class<? extends Encoder>> types, Object message, String expected) throws Exception {
        encoders(types).encode(message, sent);
        assertThat(sent.message).isEqualTo(expected);
    }

    static Stream<Arguments> encoderFailures() {
        return Stream.of(
                Arguments.of(List.of(), "no encoder is for dev.ws.jakarta.coder.Samples$Bean", false),
                Arguments.of(List.of(Samples.FailingEncoder.class), "FailingEncoder failed: no bean", true),
                Arguments.of(List.of(Samples.FailingStreamEncoder.class), "FailingStreamEncoder failed: no bean", true),
                Arguments.of(List.of(Samples.NullEncoder.class), "NullEncoder returned null", false),
                Arguments.of(List.of(Samples.InjectedEncoder.class), "InjectedEncoder cannot be made", true),
                Arguments.of(List.of(Samples.FailingInit.class), "FailingInit failed: not ready", true));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("encoderFailures")
    void whatCannotBeEncodedFailsWithTheObject(List<Class<? extends Encoder>> types, String message, boolean hasCause)
            throws DeploymentException {
        ConnectionCoders coders = encoders(types);
        Samples.Bean bean = new Samples.Bean("bean");
        assertThatExceptionOfType(EncodeException.class)
                .isThrownBy(() -> coders.encode(bean, sent))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getObject()).isSameAs(bean))
                .satisfies(e -> assertThat(e.getCause() != null).isEqualTo(hasCause));
    }

    @Test
    void whatAStreamEncoderCannotWriteIsAnIOException() throws DeploymentException {
        ConnectionCoders coders = encoders(List.of(Samples.FailingStreamEncoder.class));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> coders.encode(new Samples.Bean("io"), sent))
                .withMessage("no io");
        assertThat(sent.message).as("closed").isEqualTo("W ");
    }

    @Test
    void whatTheProviderThrowsIsNotLost() throws DeploymentException {
        ConnectionCoders coders = Coders.of(List.of(Samples.TextEncoder.class), List.of())
                .open(config, new InstanceProvider() {
                    @Override
                    public <T> T create(Class<T> type) {
                        throw new IllegalStateException("unsatisfied");
                    }
                });
        assertThatExceptionOfType(EncodeException.class)
                .isThrownBy(() -> coders.encode(new Samples.Bean("a"), sent))
                .withMessageContaining("Samples$TextEncoder failed: unsatisfied");
    }

    @Test
    void instancesAreMadeOnceWhenNeededAndDestroyedOnce() throws Exception {
        Coders types = Coders.of(
                List.of(Samples.TextEncoder.class, Samples.IntegerEncoder.class), List.of(Samples.TextDecoder.class));
        ConnectionCoders coders = types.open(config, provider);
        Decoding decoding = requireNonNull(coders.text(Samples.Bean.class));
        assertThat(Samples.CALLS).isEmpty();

        coders.encode(new Samples.Bean("a"), sent);
        coders.encode(new Samples.Bean("b"), sent);
        decoding.decode("c");
        assertThat(Samples.CALLS).containsExactly("init TextEncoder", "init TextDecoder");

        coders.close("session 1");
        coders.close("session 1");
        assertThat(Samples.CALLS.subList(2, Samples.CALLS.size()))
                .containsExactly("destroy TextEncoder", "destroy TextDecoder");
        assertThat(givenBack).hasSize(2);
    }

    @Test
    void eachConnectionHasItsOwnInstances() throws Exception {
        Coders types = Coders.of(List.of(Samples.TextEncoder.class), List.of());
        types.open(config, provider).encode(new Samples.Bean("a"), sent);
        types.open(config, provider).encode(new Samples.Bean("a"), sent);
        assertThat(Samples.CALLS).containsExactly("init TextEncoder", "init TextEncoder");
    }

    @Test
    void nothingIsMadeAfterTheEnd() throws DeploymentException {
        Coders types = Coders.of(List.of(Samples.TextEncoder.class), List.of(Samples.TextDecoder.class));
        ConnectionCoders coders = types.open(config, provider);
        Decoding decoding = requireNonNull(coders.text(Samples.Bean.class));
        coders.close("session 1");
        assertThatExceptionOfType(EncodeException.class)
                .isThrownBy(() -> coders.encode(new Samples.Bean("a"), sent))
                .withMessageContaining("connection is closed");
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> decoding.decode("a"))
                .withMessageContaining("connection is closed");
        assertThat(Samples.CALLS).isEmpty();
    }

    @Test
    void oneFailingDestroyKeepsNobodyElse() throws Exception {
        ConnectionCoders coders = encoders(List.of(Samples.FailingDestroy.class, Samples.IntegerEncoder.class));
        coders.encode(new Samples.Bean("a"), sent);
        coders.encode(1, sent);
        coders.close("session 1");
        assertThat(Samples.CALLS).endsWith("destroy IntegerEncoder");
    }

    @Test
    void theFirstWillingDecoderDecodes() throws Exception {
        Decoding decoding = requireNonNull(decoders(List.of(Samples.PickyDecoder.class, Samples.TextDecoder.class))
                .text(Samples.Bean.class));
        assertThat(decoding.isStream()).isFalse();
        assertThat(decoding.decode("picky one")).hasToString("Bean one");
        assertThat(decoding.decode("other")).hasToString("Bean other");
    }

    @Test
    void askingDoesNotConsumeTheBytes() throws Exception {
        Decoding decoding = requireNonNull(decoders(List.of(Samples.GreedyDecoder.class, Samples.BinaryDecoder.class))
                .binary(Samples.Bean.class));
        ByteBuffer message = StandardCharsets.UTF_8.encode("abc");
        assertThat(decoding.decode(message)).hasToString("Bean abc");
        assertThat(message.remaining()).isEqualTo(3);
    }

    @Test
    void aStreamDecoderTakesStreamsOrWhatOthersLeave() throws Exception {
        Decoding text = requireNonNull(
                decoders(List.of(Samples.TextStreamDecoder.class)).text(Samples.Bean.class));
        assertThat(text.isStream()).isTrue();
        assertThat(text.decode(new StringReader("a"))).hasToString("Bean read a");
        assertThat(text.decode("b")).hasToString("Bean read b");

        Decoding binary = requireNonNull(
                decoders(List.of(Samples.BinaryStreamDecoder.class)).binary(Samples.Bean.class));
        assertThat(binary.isStream()).isTrue();
        assertThat(binary.decode(new ByteArrayInputStream(new byte[] {'c'}))).hasToString("Bean read c");
        assertThat(binary.decode(StandardCharsets.UTF_8.encode("d"))).hasToString("Bean read d");

        Decoding mixed = requireNonNull(decoders(List.of(Samples.PickyDecoder.class, Samples.TextStreamDecoder.class))
                .text(Samples.Bean.class));
        assertThat(mixed.isStream()).isFalse();
        assertThat(mixed.decode("picky e")).hasToString("Bean e");
        assertThat(mixed.decode("f")).hasToString("Bean read f");
    }

    static Stream<Arguments> decoderFailures() {
        return Stream.of(
                Arguments.of(Samples.PickyDecoder.class, "other", "no decoder for dev.ws.jakarta.coder.Samples$Bean"),
                Arguments.of(Samples.PickyDecoder.class, "picky decode", "my own"),
                Arguments.of(Samples.PickyDecoder.class, "picky runtime", "PickyDecoder failed: broken"),
                Arguments.of(Samples.PickyDecoder.class, "picky null", "PickyDecoder returned null"),
                Arguments.of(Samples.PickyDecoder.class, "question", "PickyDecoder failed: no idea"),
                Arguments.of(Samples.TextStreamDecoder.class, "io", "TextStreamDecoder failed: no io"),
                Arguments.of(Samples.TextStreamDecoder.class, "runtime", "TextStreamDecoder failed: broken"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("decoderFailures")
    void whatCannotBeDecodedFailsWithTheText(Class<? extends Decoder> type, String text, String message)
            throws DeploymentException {
        Decoding decoding = requireNonNull(decoders(List.of(type)).text(Samples.Bean.class));
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> decoding.decode(text))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getText()).isEqualTo(text));
    }

    @Test
    void whatCannotBeDecodedFailsWithTheBytes() throws DeploymentException {
        Decoding decoding =
                requireNonNull(decoders(List.of(Samples.GreedyDecoder.class)).binary(Samples.Bean.class));
        ByteBuffer message = StandardCharsets.UTF_8.encode("abc");
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> decoding.decode(message))
                .withMessageContaining("no decoder for")
                .satisfies(e -> assertThat(e.getBytes()).isEqualTo(message).isNotSameAs(message));
    }

    @Test
    void anIOExceptionOfAStreamIsNoDecodeException() throws DeploymentException {
        Decoding decoding = requireNonNull(
                decoders(List.of(Samples.TextStreamDecoder.class)).text(Samples.Bean.class));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> decoding.decode(new StringReader("io")))
                .withMessage("no io");
    }

    @Test
    void whatADecoderOfASupertypeMadeIsChecked() throws DeploymentException {
        Decoding decoding =
                requireNonNull(decoders(List.of(Samples.TextDecoder.class)).text(Samples.SmallBean.class));
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> decoding.decode("x"))
                .withMessageContaining("returned dev.ws.jakarta.coder.Samples$Bean, not")
                .withMessageContaining("SmallBean");
    }

    @Test
    void primitivesAreDecodedUnlessADecoderIsDeclared() throws Exception {
        Decoding plain = requireNonNull(decoders(List.of()).text(int.class));
        assertThat(plain.isStream()).isFalse();
        assertThat(plain.decode("12")).isEqualTo(12);
        assertThatIllegalStateException().isThrownBy(() -> plain.decode(ByteBuffer.allocate(0)));
        assertThatIllegalStateException().isThrownBy(() -> plain.decode(new StringReader("")));
        assertThatIllegalStateException().isThrownBy(() -> plain.decode(new ByteArrayInputStream(new byte[0])));

        Decoding own =
                requireNonNull(decoders(List.of(Samples.IntegerDecoder.class)).text(int.class));
        assertThat(own.decode("12")).isEqualTo(-1);
        assertThat(decoders(List.of()).binary(int.class)).isNull();
    }

    @Test
    void stringsAreDecodedOnlyByDecodersForStrings() throws Exception {
        assertThat(decoders(List.of(Samples.TextDecoder.class)).text(String.class))
                .isNull();
        Decoding own =
                requireNonNull(decoders(List.of(Samples.StringDecoder.class)).text(String.class));
        assertThat(own.decode("x")).isEqualTo("<x>");
    }
}
