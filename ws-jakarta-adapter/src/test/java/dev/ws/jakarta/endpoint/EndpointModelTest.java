package dev.ws.jakarta.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.jakarta.coder.Coders;
import dev.ws.jakarta.endpoint.Shapes.Bean;
import dev.ws.jakarta.endpoint.Shapes.Illegal;
import dev.ws.jakarta.endpoint.Shapes.Legal;
import dev.ws.jakarta.endpoint.Shapes.Noting;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.DecodeException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Annotated endpoint classes: which shapes are deployed, how they are called (E-057 to E-064). */
class EndpointModelTest {
    private static final String SESSION = "the session";

    private final EndpointConfig config = ClientEndpointConfig.Builder.create().build();
    private final FakeSession fake = new FakeSession();

    private static Coders coders() throws DeploymentException {
        return Coders.of(List.of(Shapes.BeanText.class), List.of(Shapes.BeanText.class, Shapes.NumberStream.class));
    }

    private static Endpoint bind(Object instance, Map<String, String> path) throws DeploymentException {
        return EndpointModel.of(instance.getClass(), List.copyOf(path.keySet()), coders())
                .bind(instance, path);
    }

    private static Arguments row(
            Noting endpoint, Class<?> type, Object message, List<@Nullable Object> expected, String... sent) {
        return Arguments.of(endpoint, type, message, expected, List.of(sent));
    }

    static Stream<Arguments> legal() {
        Bean bean = new Bean("b");
        Reader reader = new StringReader("");
        InputStream stream = new ByteArrayInputStream(new byte[0]);
        ByteBuffer buffer = StandardCharsets.UTF_8.encode("buffer");
        byte[] bytes = "bytes".getBytes(StandardCharsets.UTF_8);
        PongMessage pong = () -> buffer;
        return Stream.of(
                row(new Legal.Text(), String.class, "x", List.of("x")),
                row(new Legal.TextSession(), String.class, "x", List.of(SESSION, "x")),
                row(new Legal.TextParts(), String.class, "x", List.of(true, SESSION, "x")),
                row(new Legal.Int(), Integer.class, 5, List.of(5, "12"), "sendObject 6"),
                row(new Legal.Box(), Long.class, 5L, List.of(5L), "sendObject 5"),
                row(new Legal.BooleanMessage(), Boolean.class, true, List.of(true, SESSION)),
                row(new Legal.Characters(), Reader.class, reader, List.of(reader)),
                row(new Legal.Decoded(), Bean.class, bean, List.of(12, bean, 12, "12"), "sendObject " + bean),
                row(new Legal.DecodedBinary(), BigDecimal.class, BigDecimal.ONE, List.of(BigDecimal.ONE)),
                row(new Legal.Bytes(), byte[].class, bytes, List.of(bytes), "sendBinary bytes"),
                row(new Legal.VariableBytes(), byte[].class, bytes, List.of(bytes)),
                row(new Legal.Buffer(), ByteBuffer.class, buffer, List.of(buffer), "sendBinary buffer"),
                row(new Legal.ByteParts(), byte[].class, bytes, List.of(bytes, true)),
                row(new Legal.BufferParts(), ByteBuffer.class, buffer, List.of(buffer, true, SESSION), "sendText end"),
                row(new Legal.Stream(), InputStream.class, stream, List.of(stream)),
                row(new Legal.Pong(), PongMessage.class, pong, List.of(pong, SESSION)),
                row(new Legal.NullResult(), String.class, "x", List.of("x")),
                row(new Legal.AnyResult(), String.class, "x", List.of("x"), "sendText x"),
                row(new Legal.UnknownVariable(), String.class, "x", Arrays.asList(null, "x", null)),
                row(new Legal.Hidden(), String.class, "x", List.of("x")),
                row(new Legal.OfHiddenParent(), String.class, "x", List.of("x")),
                row(new Legal.Heir(), String.class, "x", List.of("parent", "x")),
                row(new Legal.Overriding(), String.class, "x", List.of("child", "x")),
                row(new Legal.GenericChild(), Bean.class, bean, List.of("child", bean)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("legal")
    void legalShapesAreDeployedAndCalled(
            Noting endpoint, Class<?> type, Object message, List<Object> expected, List<String> sent)
            throws DeploymentException {
        bind(endpoint, Map.of("v", "12")).onOpen(fake.session, config);
        assertThat(fake.handlers).containsOnlyKeys(type);

        fake.deliver(message, true);
        assertThat(endpoint.arguments)
                .usingElementComparator((one, other) -> Objects.equals(one, other) ? 0 : 1)
                .isEqualTo(expected.stream()
                        .map(value -> SESSION.equals(value) ? fake.session : value)
                        .toList());
        assertThat(fake.sent).isEqualTo(sent);
    }

    static Stream<Arguments> illegal() {
        return Stream.of(
                Arguments.of(Illegal.NoMessage.class, "on has no parameter for the message"),
                Arguments.of(Illegal.Nothing.class, "on has no parameter for the message"),
                Arguments.of(Illegal.TextAndNumber.class, "second parameter for the message, of int"),
                Arguments.of(Illegal.BufferAndNumber.class, "second parameter for the message, of int"),
                Arguments.of(Illegal.TwoTexts.class, "second parameter for the message, of java.lang.String"),
                Arguments.of(Illegal.TwoBooleans.class, "second parameter for the message, of boolean"),
                Arguments.of(Illegal.TwoLasts.class, "second parameter for the last part"),
                Arguments.of(Illegal.TwoSessions.class, "second parameter for the session"),
                Arguments.of(Illegal.ReaderParts.class, "not java.io.Reader and boolean"),
                Arguments.of(Illegal.StreamParts.class, "not java.io.InputStream and boolean"),
                Arguments.of(Illegal.PongParts.class, "not jakarta.websocket.PongMessage and boolean"),
                Arguments.of(Illegal.BeanParts.class, "Bean and boolean"),
                Arguments.of(Illegal.NumberParts.class, "not int and boolean"),
                Arguments.of(Illegal.NoDecoder.class, "java.util.List, for which there is no decoder"),
                Arguments.of(Illegal.Config.class, "second parameter for the message"),
                Arguments.of(Illegal.NoEncoder.class, "returns java.util.List, for which there is no encoder"),
                Arguments.of(Illegal.SecondText.class, "is the second one for text messages"),
                Arguments.of(Illegal.SecondBinary.class, "is the second one for binary messages"),
                Arguments.of(Illegal.SecondPong.class, "is the second one for pong messages"),
                Arguments.of(Illegal.SecondInParent.class, "is the second one for text messages"),
                Arguments.of(Illegal.TooBig.class, "maxMessageSize of 2147483648, at most 2147483647"),
                Arguments.of(Illegal.PathObject.class, "@PathParam(\"v\") on"),
                Arguments.of(Illegal.NotPublic.class, "on is not public"),
                Arguments.of(Illegal.Static.class, "on is static"),
                Arguments.of(Illegal.OpenArgument.class, "open has a parameter of java.lang.String"),
                Arguments.of(Illegal.OpenTwice.class, "is the second one after"),
                Arguments.of(Illegal.OpenReason.class, "has a parameter of jakarta.websocket.CloseReason"),
                Arguments.of(Illegal.CloseArgument.class, "close has a parameter of int"),
                Arguments.of(Illegal.CloseTwice.class, "is the second one after"),
                Arguments.of(Illegal.ErrorArgument.class, "error has a parameter of jakarta.websocket.CloseReason"),
                Arguments.of(Illegal.ErrorTwice.class, "is the second one after"),
                Arguments.of(Illegal.ErrorWithoutThrowable.class, "has no parameter of Throwable"),
                Arguments.of(Illegal.ErrorException.class, "has a parameter of java.lang.Exception"),
                Arguments.of(Illegal.Abstract.class, "is abstract"),
                Arguments.of(Illegal.HiddenServer.class, "is not public"),
                Arguments.of(Illegal.Inner.class, "is an inner class"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("illegal")
    void illegalShapesAreRefusedByName(Class<?> type, String message) {
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> EndpointModel.of(type, List.of("v"), coders()))
                .withMessageContaining(message)
                .withMessageContaining(type.getName());
    }

    @Test
    void anOverrideWithoutAnnotationSwitchesAMethodOff() throws DeploymentException {
        for (Noting endpoint : List.of(new Shapes.Quiet(), new Shapes.QuietGrandchild())) {
            bind(endpoint, Map.of()).onOpen(fake.session, config);
            assertThat(fake.handlers).isEmpty();
        }
    }

    @Test
    void limitsAndPartsReachTheSession() throws DeploymentException {
        Legal.TextParts endpoint = new Legal.TextParts();
        bind(endpoint, Map.of()).onOpen(fake.session, config);
        assertThat(fake.limits).containsExactly(10L);
        assertThat(fake.handlers.get(String.class)).isInstanceOf(MessageHandler.Partial.class);
        fake.deliver("x", false);
        assertThat(endpoint.arguments).startsWith(false);

        FakeSession other = new FakeSession();
        bind(new Legal.Text(), Map.of()).onOpen(other.session, config);
        assertThat(other.limits).containsExactly(-1L);
    }

    /** All methods of the life cycle with all they may take. */
    public static final class Life extends Noting {
        @OnOpen
        public String open(@PathParam("v") String v, EndpointConfig config, Session session) {
            note(v, config, session);
            return "ignored";
        }

        @OnClose
        public void close(CloseReason reason, Session session, @PathParam("v") long v) {
            note(reason, session, v);
        }

        @OnError
        public void error(@PathParam("v") double v, Session session, Throwable error) {
            note(v, session, error);
        }
    }

    @Test
    void theLifeCycleIsTold() throws DeploymentException {
        Life life = new Life();
        Endpoint endpoint = bind(life, Map.of("v", "3"));
        CloseReason reason = new CloseReason(CloseCodes.GOING_AWAY, "bye");
        Throwable error = new IOException("broken");

        endpoint.onOpen(fake.session, config);
        endpoint.onError(fake.session, error);
        endpoint.onClose(fake.session, reason);
        assertThat(life.arguments)
                .containsExactly("3", config, fake.session, 3.0, fake.session, error, reason, fake.session, 3L);
        assertThat(fake.sent).isEmpty();
    }

    @Test
    void withoutMethodsNothingHappens() throws DeploymentException {
        Endpoint endpoint = bind(new Object(), Map.of());
        endpoint.onOpen(fake.session, config);
        endpoint.onError(fake.session, new IOException("logged"));
        endpoint.onClose(fake.session, new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
        assertThat(fake.handlers).isEmpty();
    }

    /** Throws what it is told. */
    public static final class Failing {
        @OnOpen
        public void open() throws IOException {
            throw new IOException("open");
        }

        @OnMessage
        public void message(String text) throws Exception {
            throw new ClassNotFoundException(text);
        }

        @OnClose
        public void close() {
            throw new IllegalStateException("close");
        }

        @OnError
        public void error(Throwable error) throws Throwable {
            throw error;
        }
    }

    @Test
    void whatMethodsThrowComesUnwrapped() throws DeploymentException {
        Endpoint endpoint = bind(new Failing(), Map.of());
        assertThatThrownBy(() -> endpoint.onOpen(fake.session, config))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("open");
        assertThatThrownBy(() -> fake.deliver("message", true))
                .isExactlyInstanceOf(ClassNotFoundException.class)
                .hasMessage("message");
        assertThatThrownBy(() -> endpoint.onClose(fake.session, new CloseReason(CloseCodes.NORMAL_CLOSURE, "")))
                .isExactlyInstanceOf(IllegalStateException.class);
        Throwable error = new Error("error");
        assertThatThrownBy(() -> endpoint.onError(fake.session, error)).isSameAs(error);
    }

    /** Wants a number where only one method does. */
    public static final class Numbered extends Noting {
        @OnOpen
        public void open(@PathParam("v") String v) {
            note(v);
        }

        @OnMessage
        public void message(String text, @PathParam("v") int v) {
            note(text, v);
        }

        @OnClose
        public void close(@PathParam("none") int none) {
            note(none);
        }
    }

    @Test
    void aPathParameterThatCannotBeConvertedFailsTheMethodsThatWantIt() throws DeploymentException {
        Numbered numbered = new Numbered();
        Endpoint endpoint = bind(numbered, Map.of("v", "one"));
        endpoint.onOpen(fake.session, config);
        assertThatThrownBy(() -> fake.deliver("message", true))
                .isInstanceOfSatisfying(
                        DecodeException.class, e -> assertThat(e.getText()).isEqualTo("one"))
                .hasMessageContaining("path parameter 'v': 'one' is not a int");
        assertThatThrownBy(() -> endpoint.onClose(fake.session, new CloseReason(CloseCodes.NORMAL_CLOSURE, "")))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("path parameter 'none': no value for a int");
        assertThat(numbered.arguments).containsExactly("one");
    }

    @Test
    void instancesOfSubclassesAreCalledToo() throws DeploymentException {
        Legal.Overriding proxy = new Legal.Overriding();
        EndpointModel.of(Legal.Parent.class, List.of(), coders())
                .bind(proxy, Map.of())
                .onOpen(fake.session, config);
        fake.deliver("x", true);
        assertThat(proxy.arguments).containsExactly("child", "x");
    }
}
