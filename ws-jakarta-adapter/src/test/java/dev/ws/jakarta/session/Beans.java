package dev.ws.jakarta.session;

import dev.ws.jakarta.InstanceProvider;
import dev.ws.jakarta.coder.Coders;
import dev.ws.jakarta.coder.ConnectionCoders;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EncodeException;
import jakarta.websocket.Encoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Objects with an encoder of each kind, and some with decoders. */
final class Beans {
    private Beans() {}

    record Note(String value) {}

    record Blob(String value) {}

    record Written(String value) {}

    record Streamed(String value) {}

    record Broken(String value) {}

    static final class TextEncoder implements Encoder.Text<Note> {
        @Override
        public String encode(Note bean) {
            return bean.value();
        }
    }

    static final class BinaryEncoder implements Encoder.Binary<Blob> {
        @Override
        public ByteBuffer encode(Blob bean) {
            return StandardCharsets.UTF_8.encode(bean.value());
        }
    }

    static final class WritingEncoder implements Encoder.TextStream<Written> {
        @Override
        public void encode(Written bean, Writer writer) throws IOException {
            writer.write(bean.value());
        }
    }

    static final class StreamingEncoder implements Encoder.BinaryStream<Streamed> {
        @Override
        public void encode(Streamed bean, OutputStream stream) throws IOException {
            stream.write(bean.value().getBytes(StandardCharsets.UTF_8));
        }
    }

    static final class BreakingEncoder implements Encoder.TextStream<Broken> {
        @Override
        public void encode(Broken bean, Writer writer) throws EncodeException, IOException {
            writer.write("half of it");
            throw new EncodeException(bean, "no");
        }
    }

    /** Blobs come as text, too. */
    static final class BothDecoder implements Decoder.Text<Blob>, Decoder.Binary<Blob> {
        @Override
        public Blob decode(String text) throws DecodeException {
            if (text.isEmpty()) {
                throw new DecodeException(text, "empty");
            }
            return new Blob("text " + text);
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }

        @Override
        public Blob decode(ByteBuffer bytes) {
            return new Blob("binary " + StandardCharsets.UTF_8.decode(bytes));
        }

        @Override
        public boolean willDecode(ByteBuffer bytes) {
            return true;
        }
    }

    static final class ReadingDecoder implements Decoder.TextStream<Written> {
        @Override
        public Written decode(Reader reader) throws IOException {
            return new Written("begins with " + (char) reader.read());
        }
    }

    /** A declared decoder goes before what the type means without one. */
    static final class StringDecoder implements Decoder.Text<String> {
        @Override
        public String decode(String text) {
            return "decoded " + text;
        }

        @Override
        public boolean willDecode(String text) {
            return true;
        }
    }

    private static ConnectionCoders open(
            List<Class<? extends Encoder>> encoders, List<Class<? extends Decoder>> decoders) {
        try {
            return Coders.of(encoders, decoders)
                    .open(ClientEndpointConfig.Builder.create().build(), new InstanceProvider() {
                        @Override
                        public <T> T create(Class<T> type) throws InstantiationException {
                            try {
                                return type.getDeclaredConstructor().newInstance();
                            } catch (ReflectiveOperationException e) {
                                throw new InstantiationException(e.toString());
                            }
                        }
                    });
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
    }

    static ConnectionCoders none() {
        return open(List.of(), List.of());
    }

    static final class ClingingEncoder implements Encoder.Text<Note> {
        @Override
        public String encode(Note bean) {
            return bean.value();
        }

        @Override
        public void destroy() {
            throw new IllegalStateException("no");
        }
    }

    static ConnectionCoders undestroyable() {
        return open(List.of(ClingingEncoder.class), List.of());
    }

    static ConnectionCoders all() {
        return open(
                List.of(
                        TextEncoder.class,
                        BinaryEncoder.class,
                        WritingEncoder.class,
                        StreamingEncoder.class,
                        BreakingEncoder.class),
                List.of(BothDecoder.class, ReadingDecoder.class, StringDecoder.class));
    }
}
