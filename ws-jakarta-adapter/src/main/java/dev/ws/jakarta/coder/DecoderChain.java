package dev.ws.jakarta.coder;

import jakarta.websocket.DecodeException;
import jakarta.websocket.Decoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decoders of one connection for one type and kind of message, in declared order: the first that will decodes. What a
 * decoder throws unchecked, and what it makes of the wrong type, is a DecodeException. Called by the pump.
 */
final class DecoderChain implements Decoding {
    private final ConnectionCoders instances;
    private final List<Coder> decoders;
    private final Class<?> wanted;

    DecoderChain(ConnectionCoders instances, List<Coder> decoders, Class<?> wanted) {
        this.instances = instances;
        this.decoders = decoders;
        this.wanted = wanted;
    }

    /** How one decoder is called; null from it means that it will not. */
    private interface Attempt {
        @Nullable Object decode(Object decoder) throws DecodeException, IOException;
    }

    /** Makes the exception that carries the message. */
    private interface Failure {
        DecodeException of(String text, @Nullable Throwable cause);
    }

    @Override
    public boolean isStream() {
        return decoders.get(0).kind().isStream();
    }

    @Override
    public Object decode(String message) throws DecodeException {
        Failure failure = (text, cause) -> new DecodeException(message, text, cause);
        for (Coder coder : decoders) {
            Object decoder = instance(coder, failure);
            if (coder.kind().isStream()) {
                return whole(
                        coder,
                        decoder,
                        one -> ((Decoder.TextStream<?>) one).decode(new StringReader(message)),
                        failure);
            }
            Decoder.Text<?> text = (Decoder.Text<?>) decoder;
            if (willing(coder, () -> text.willDecode(message), failure)) {
                return whole(coder, text, one -> text.decode(message), failure);
            }
        }
        throw failure.of("no decoder for " + wanted.getName() + " is willing to decode the message", null);
    }

    @Override
    public Object decode(ByteBuffer message) throws DecodeException {
        Failure failure = (text, cause) -> new DecodeException(copy(message), text, cause);
        for (Coder coder : decoders) {
            Object decoder = instance(coder, failure);
            if (coder.kind().isStream()) {
                return whole(
                        coder,
                        decoder,
                        one -> ((Decoder.BinaryStream<?>) one)
                                .decode(new ByteArrayInputStream(copy(message).array())),
                        failure);
            }
            Decoder.Binary<?> binary = (Decoder.Binary<?>) decoder;
            if (willing(coder, () -> binary.willDecode(message.duplicate()), failure)) {
                return whole(coder, binary, one -> binary.decode(message.duplicate()), failure);
            }
        }
        throw failure.of("no decoder for " + wanted.getName() + " is willing to decode the message", null);
    }

    @Override
    public Object decode(Reader message) throws DecodeException, IOException {
        Failure failure = (text, cause) -> new DecodeException("", text, cause);
        Coder coder = decoders.get(0);
        return attempt(coder, instance(coder, failure), one -> ((Decoder.TextStream<?>) one).decode(message), failure);
    }

    @Override
    public Object decode(InputStream message) throws DecodeException, IOException {
        Failure failure = (text, cause) -> new DecodeException(ByteBuffer.allocate(0), text, cause);
        Coder coder = decoders.get(0);
        return attempt(
                coder, instance(coder, failure), one -> ((Decoder.BinaryStream<?>) one).decode(message), failure);
    }

    private Object instance(Coder coder, Failure failure) throws DecodeException {
        try {
            return instances.instance(coder);
        } catch (InstantiationException e) {
            throw failure.of(String.valueOf(e.getMessage()), e);
        }
    }

    private interface Question {
        boolean ask();
    }

    private static boolean willing(Coder coder, Question question, Failure failure) throws DecodeException {
        try {
            return question.ask();
        } catch (RuntimeException e) {
            throw failed(coder, e, failure);
        }
    }

    // Reading what is in memory does not fail: an IOException is the decoder's own.
    private Object whole(Coder coder, Object decoder, Attempt attempt, Failure failure) throws DecodeException {
        try {
            return attempt(coder, decoder, attempt, failure);
        } catch (IOException e) {
            throw failed(coder, e, failure);
        }
    }

    private Object attempt(Coder coder, Object decoder, Attempt attempt, Failure failure)
            throws DecodeException, IOException {
        Object result;
        try {
            result = attempt.decode(decoder);
        } catch (RuntimeException e) {
            throw failed(coder, e, failure);
        }
        if (!wanted.isInstance(result)) {
            String got = result == null ? "null" : result.getClass().getName();
            throw failure.of(
                    "decoder " + coder.type().getName() + " returned " + got + ", not " + wanted.getName(), null);
        }
        return result;
    }

    private static DecodeException failed(Coder coder, Exception cause, Failure failure) {
        return failure.of("decoder " + coder.type().getName() + " failed: " + cause.getMessage(), cause);
    }

    private static ByteBuffer copy(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.duplicate().get(bytes);
        return ByteBuffer.wrap(bytes);
    }
}
