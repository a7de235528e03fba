package dev.ws.jakarta.coder;

import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encoders and decoders of beans that tell their calls. */
final class Samples {
    /** What was called, in order. */
    static final List<String> CALLS = new ArrayList<>();

    private Samples() {}

    static class Bean {
        final String value;

        Bean(String value) {
            this.value = value;
        }

        @Override
        public String toString() {
            return getClass().getSimpleName() + " " + value;
        }
    }

    static final class SmallBean extends Bean {
        SmallBean(String value) {
            super(value);
        }
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    abstract static class Told {
        public void init(EndpointConfig config) {
            CALLS.add("init " + getClass().getSimpleName());
        }

        public void destroy() {
            CALLS.add("destroy " + getClass().getSimpleName());
        }
    }

    static class TextEncoder extends Told implements Encoder.Text<Bean> {
        @Override
        public String encode(Bean bean) {
            return "text " + bean.value;
        }
    }

    static class InjectedEncoder extends TextEncoder {
        InjectedEncoder(String injected) {
            CALLS.add(injected);
        }
    }

    static class BinaryEncoder extends Told implements Encoder.Binary<Bean> {
        @Override
        public ByteBuffer encode(Bean bean) {
            return bytes("binary " + bean.value);
        }
    }

    static class TextStreamEncoder extends Told implements Encoder.TextStream<Bean> {
        @Override
        public void encode(Bean bean, Writer writer) throws IOException {
            writer.write("writer " + bean.value);
        }
    }

    static class BinaryStreamEncoder extends Told implements Encoder.BinaryStream<Bean> {
        @Override
        public void encode(Bean bean, OutputStream stream) throws IOException {
            stream.write(("stream " + bean.value).getBytes(StandardCharsets.UTF_8));
        }
    }

    static class NumberEncoder extends Told implements Encoder.Text<Number> {
        @Override
        public String encode(Number number) {
            return "number " + number;
        }
    }

    static class IntegerEncoder extends Told implements Encoder.Text<Integer> {
        @Override
        public String encode(Integer number) {
            return "integer " + number;
        }
    }

    static class ComparableEncoder extends Told implements Encoder.Text<Comparable<?>> {
        @Override
        public String encode(Comparable<?> comparable) {
            return "comparable " + comparable;
        }
    }

    static class FailingEncoder extends Told implements Encoder.Text<Bean> {
        @Override
        public String encode(Bean bean) {
            throw new IllegalStateException("no " + bean.value);
        }
    }

    static class NullEncoder extends Told implements Encoder.Text<Bean> {
        @Override
        @SuppressWarnings("NullAway")
        public String encode(Bean bean) {
            return null;
        }
    }

    static class FailingStreamEncoder extends Told implements Encoder.TextStream<Bean> {
        @Override
        public void encode(Bean bean, Writer writer) throws IOException {
            if (bean.value.equals("io")) {
                throw new IOException("no io");
            }
            throw new IllegalStateException("no " + bean.value);
        }
    }

    static class FailingInit extends TextEncoder {
        @Override
        public void init(EndpointConfig config) {
            throw new IllegalStateException("not ready");
        }
    }

    static class FailingDestroy extends TextEncoder {
        @Override
        public void destroy() {
            throw new IllegalStateException("will not go");
        }
    }

    static class TextDecoder extends Told implements Decoder.Text<Bean> {
        @Override
        public Bean decode(String text) {
            return new Bean(text);
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }
    }

    /** Decides by the first letter, and fails in the ways of the second. */
    static class PickyDecoder extends Told implements Decoder.Text<Bean> {
        @Override
        public @Nullable Bean decode(String text) throws DecodeException {
            return switch (text) {
                case "picky decode" -> throw new DecodeException(text, "my own");
                case "picky runtime" -> throw new IllegalStateException("broken");
                case "picky null" -> null;
                default -> new Bean(text.substring(6));
            };
        }

        @Override
        public boolean willDecode(String text) {
            if (text.equals("question")) {
                throw new IllegalStateException("no idea");
            }
            return text.startsWith("picky");
        }
    }

    static class BinaryDecoder extends Told implements Decoder.Binary<Bean> {
        @Override
        public Bean decode(ByteBuffer data) {
            return new Bean(StandardCharsets.UTF_8.decode(data).toString());
        }

        @Override
        public boolean willDecode(ByteBuffer data) {
            return data.hasRemaining();
        }
    }

    /** Reads the message to the end before it says no. */
    static class GreedyDecoder extends BinaryDecoder {
        @Override
        public boolean willDecode(ByteBuffer data) {
            data.position(data.limit());
            return false;
        }
    }

    static class TextStreamDecoder extends Told implements Decoder.TextStream<Bean> {
        @Override
        public Bean decode(Reader reader) throws IOException {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return switch (text.toString()) {
                case "io" -> throw new IOException("no io");
                case "runtime" -> throw new IllegalStateException("broken");
                default -> new Bean("read " + text);
            };
        }
    }

    static class BinaryStreamDecoder extends Told implements Decoder.BinaryStream<Bean> {
        @Override
        public Bean decode(InputStream stream) throws IOException {
            return new Bean("read " + new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static class StringDecoder extends Told implements Decoder.Text<String> {
        @Override
        public String decode(String text) {
            return "<" + text + ">";
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }
    }

    static class IntegerDecoder extends Told implements Decoder.Text<Integer> {
        @Override
        public Integer decode(String text) {
            return -1;
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }
    }

    /** Beans as text, numbers as streams, and beans back from text and bytes. */
    static class ManyKinds extends Told
            implements Encoder.Text<Bean>, Encoder.BinaryStream<BigDecimal>, Decoder.Text<Bean>, Decoder.Binary<Bean> {
        @Override
        public String encode(Bean bean) {
            return "many " + bean.value;
        }

        @Override
        public void encode(BigDecimal number, OutputStream stream) throws IOException {
            stream.write(("many " + number).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Bean decode(String text) {
            return new Bean("many " + text);
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }

        @Override
        public Bean decode(ByteBuffer data) {
            return new Bean("many " + StandardCharsets.UTF_8.decode(data));
        }

        @Override
        public boolean willDecode(ByteBuffer data) {
            return true;
        }
    }
}
