package dev.ws.jakarta.endpoint;

import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoint classes: {@link Legal} of all legal shapes of methods, {@link Illegal} of the others. */
final class Shapes {
    private Shapes() {}

    /** Notes the arguments of its methods. */
    public abstract static class Noting {
        final List<@Nullable Object> arguments = new ArrayList<>();

        final void note(@Nullable Object... given) {
            arguments.addAll(Arrays.asList(given));
        }
    }

    /** What the decoders and the encoder are for. */
    public record Bean(String value) {}

    public static final class BeanText implements Decoder.Text<Bean>, Encoder.Text<Bean> {
        @Override
        public void init(EndpointConfig config) {}

        @Override
        public void destroy() {}

        @Override
        public Bean decode(String text) {
            return new Bean(text);
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }

        @Override
        public String encode(Bean bean) {
            return bean.value();
        }
    }

    public static final class NumberStream implements Decoder.BinaryStream<BigDecimal> {
        @Override
        public BigDecimal decode(InputStream stream) {
            return BigDecimal.ONE;
        }
    }

    /** Shapes that are deployed and called. */
    @SuppressWarnings("unused")
    static final class Legal {
        private Legal() {}

        public static final class Text extends Noting {
            @OnMessage
            public void on(String text) {
                note(text);
            }
        }

        public static final class TextSession extends Noting {
            @OnMessage
            public void on(Session session, String text) {
                note(session, text);
            }
        }

        public static final class TextParts extends Noting {
            @OnMessage(maxMessageSize = 10)
            public void on(boolean last, Session session, String text) {
                note(last, session, text);
            }
        }

        public static final class Int extends Noting {
            @OnMessage
            public int on(int number, @PathParam("v") String v) {
                note(number, v);
                return number + 1;
            }
        }

        public static final class Box extends Noting {
            @OnMessage
            public Long on(Long number) {
                note(number);
                return number;
            }
        }

        public static final class BooleanMessage extends Noting {
            @OnMessage
            public void on(boolean truth, Session session) {
                note(truth, session);
            }
        }

        public static final class Characters extends Noting {
            @OnMessage
            public void on(Reader reader) {
                note(reader);
            }
        }

        public static final class Decoded extends Noting {
            @OnMessage
            public Bean on(
                    @PathParam("v") int v, Bean bean, @PathParam("v") Integer again, @PathParam("v") String text) {
                note(v, bean, again, text);
                return bean;
            }
        }

        public static final class DecodedBinary extends Noting {
            @OnMessage
            public void on(BigDecimal number) {
                note(number);
            }
        }

        public static final class Bytes extends Noting {
            @OnMessage
            public byte[] on(byte[] data) {
                note((Object) data);
                return data;
            }
        }

        public static final class VariableBytes extends Noting {
            @OnMessage
            public void on(byte... data) {
                note((Object) data);
            }
        }

        public static final class Buffer extends Noting {
            @OnMessage
            public ByteBuffer on(ByteBuffer data) {
                note(data);
                return data;
            }
        }

        public static final class ByteParts extends Noting {
            @OnMessage
            public void on(byte[] data, boolean last) {
                note(data, last);
            }
        }

        public static final class BufferParts extends Noting {
            @OnMessage
            public @Nullable String on(ByteBuffer data, boolean last, Session session) {
                note(data, last, session);
                return last ? "end" : null;
            }
        }

        public static final class Stream extends Noting {
            @OnMessage
            public void on(InputStream stream) {
                note(stream);
            }
        }

        public static final class Pong extends Noting {
            @OnMessage
            public void on(PongMessage pong, Session session) {
                note(pong, session);
            }
        }

        public static final class NullResult extends Noting {
            @OnMessage
            public @Nullable String on(String text) {
                note(text);
                return null;
            }
        }

        public static final class AnyResult extends Noting {
            @OnMessage
            public Object on(String text) {
                note(text);
                return text;
            }
        }

        public static final class UnknownVariable extends Noting {
            @OnMessage
            public void on(
                    @PathParam("none") @Nullable Integer none, String text, @PathParam("none") @Nullable String no) {
                note(none, text, no);
            }
        }

        // The class is not public: its object comes from the application.
        @ClientEndpoint
        static final class Hidden extends Noting {
            @OnMessage
            public void on(String text) {
                note(text);
            }
        }

        abstract static class HiddenParent extends Noting {
            @OnMessage
            public void on(String text) {
                note(text);
            }
        }

        public static final class OfHiddenParent extends HiddenParent {}

        public static class Parent extends Noting {
            @OnMessage
            public void on(String text) {
                note("parent", text);
            }
        }

        public static final class Heir extends Parent {}

        public static final class Overriding extends Parent {
            @Override
            @OnMessage
            public void on(String text) {
                note("child", text);
            }
        }

        public static class GenericParent<T> extends Noting {
            @OnMessage
            public void on(T message) {
                note("parent", message);
            }
        }

        public static final class GenericChild extends GenericParent<Bean> {
            @Override
            @OnMessage
            public void on(Bean message) {
                note("child", message);
            }
        }
    }

    public static class Quiet extends Legal.Parent {
        @Override
        public void on(String text) {
            note("quiet", text);
        }
    }

    public static final class QuietGrandchild extends Quiet {}

    /** Shapes that are refused. */
    @SuppressWarnings("unused")
    static final class Illegal {
        private Illegal() {}

        public static final class NoMessage {
            @OnMessage
            public void on(Session session) {}
        }

        public static final class Nothing {
            @OnMessage
            public void on() {}
        }

        public static final class TextAndNumber {
            @OnMessage
            public void on(String text, int number) {}
        }

        public static final class BufferAndNumber {
            @OnMessage
            public void on(ByteBuffer data, int number) {}
        }

        public static final class TwoTexts {
            @OnMessage
            public void on(String one, String two) {}
        }

        public static final class TwoBooleans {
            @OnMessage
            public void on(boolean one, boolean two) {}
        }

        public static final class TwoLasts {
            @OnMessage
            public void on(String text, boolean one, boolean two) {}
        }

        public static final class TwoSessions {
            @OnMessage
            public void on(String text, Session one, Session two) {}
        }

        public static final class ReaderParts {
            @OnMessage
            public void on(Reader reader, boolean last) {}
        }

        public static final class StreamParts {
            @OnMessage
            public void on(InputStream stream, boolean last) {}
        }

        public static final class PongParts {
            @OnMessage
            public void on(PongMessage pong, boolean last) {}
        }

        public static final class BeanParts {
            @OnMessage
            public void on(Bean bean, boolean last) {}
        }

        public static final class NumberParts {
            @OnMessage
            public void on(int number, boolean last) {}
        }

        public static final class NoDecoder {
            @OnMessage
            public void on(List<String> list) {}
        }

        public static final class Config {
            @OnMessage
            public void on(String text, EndpointConfig config) {}
        }

        public static final class NoEncoder {
            @OnMessage
            public List<String> on(String text) {
                return List.of(text);
            }
        }

        public static final class SecondText {
            @OnMessage
            public void one(String text) {}

            @OnMessage
            public void two(Reader text) {}
        }

        public static final class SecondBinary {
            @OnMessage
            public void one(byte[] data) {}

            @OnMessage
            public void two(BigDecimal number) {}
        }

        public static final class SecondPong {
            @OnMessage
            public void one(PongMessage pong) {}

            @OnMessage
            public void two(PongMessage pong) {}
        }

        public static final class SecondInParent extends Legal.Parent {
            @OnMessage
            public void other(String text) {}
        }

        public static final class TooBig {
            @OnMessage(maxMessageSize = Integer.MAX_VALUE + 1L)
            public void on(String text) {}
        }

        public static final class PathObject {
            @OnMessage
            public void on(String text, @PathParam("v") Bean bean) {}
        }

        public static final class NotPublic {
            @OnMessage
            void on(String text) {}
        }

        public static final class Static {
            @OnMessage
            public static void on(String text) {}
        }

        public static final class OpenArgument {
            @OnOpen
            public void open(Session session, EndpointConfig config, String more) {}
        }

        public static final class OpenTwice {
            @OnOpen
            public void one(Session session) {}

            @OnOpen
            public void two() {}
        }

        public static final class OpenReason {
            @OnOpen
            public void open(CloseReason reason) {}
        }

        public static final class CloseArgument {
            @OnClose
            public void close(CloseReason reason, int more) {}
        }

        public static final class CloseTwice {
            @OnClose
            public void one() {}

            @OnClose
            public void two() {}
        }

        public static final class ErrorArgument {
            @OnError
            public void error(Throwable error, CloseReason more) {}
        }

        public static final class ErrorTwice {
            @OnError
            public void one(Throwable error) {}

            @OnError
            public void two(Throwable error) {}
        }

        public static final class ErrorWithoutThrowable {
            @OnError
            public void error(Session session) {}
        }

        public static final class ErrorException {
            @OnError
            public void error(Exception error) {}
        }

        public abstract static class Abstract {}

        @ServerEndpoint("/x")
        static final class HiddenServer {}

        @ServerEndpoint("/x")
        @SuppressWarnings("ClassCanBeStatic")
        public final class Inner {}
    }
}
