package dev.ws.jakarta.coder;

import dev.ws.jakarta.InstanceProvider;
import jakarta.websocket.Decoder;
import jakarta.websocket.EncodeException;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The encoders and decoders of one connection. Instances are made and initialised when first needed, one per class, and
 * destroyed by {@link #close}; none are made afterwards. Any thread may encode, several at a time; the pump decodes.
 */
public final class ConnectionCoders {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.jakarta");

    private final Coders coders;
    private final EndpointConfig config;
    private final InstanceProvider provider;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Object @Nullable [] instances; // lock
    private boolean closed; // lock

    ConnectionCoders(Coders coders, EndpointConfig config, InstanceProvider provider) {
        this.coders = coders;
        this.config = config;
        this.provider = provider;
    }

    /**
     * {@return how text messages become objects of a type: by its decoders, or as a primitive; null if they cannot}
     *
     * @param type what is wanted; for String and Reader there is an answer only where a decoder is declared for exactly that
     */
    public @Nullable Decoding text(Class<?> type) {
        return decoding(type, true);
    }

    /**
     * {@return how binary messages become objects of a type; null if they cannot}
     *
     * @param type what is wanted; for byte[], ByteBuffer and InputStream there is an answer only where a decoder is declared
     *     for exactly that
     */
    public @Nullable Decoding binary(Class<?> type) {
        return decoding(type, false);
    }

    private @Nullable Decoding decoding(Class<?> type, boolean text) {
        List<Coder> decoders = coders.decoders(type, text);
        if (!decoders.isEmpty()) {
            return new DecoderChain(this, decoders, Primitives.box(type));
        }
        return text && Primitives.contains(type) ? new PrimitiveDecoding(type) : null;
    }

    /**
     * Encodes an object and hands the result to the target: by its class's encoder, else as it is (String, ByteBuffer, byte[])
     * or as the text of a primitive.
     *
     * @throws EncodeException when no encoder is for it, or its encoder cannot be made or fails
     * @throws IOException what the target or a stream encoder threw
     */
    public void encode(Object message, EncodingTarget target) throws EncodeException, IOException {
        Coder coder = coders.encoder(message.getClass());
        if (coder != null) {
            encode(coder, message, target);
        } else if (message instanceof String || Primitives.contains(message.getClass())) {
            target.text(message.toString());
        } else if (message instanceof ByteBuffer data) {
            target.binary(data);
        } else if (message instanceof byte[] data) {
            target.binary(ByteBuffer.wrap(data));
        } else {
            throw new EncodeException(
                    message, "no encoder is for " + message.getClass().getName());
        }
    }

    private void encode(Coder coder, Object message, EncodingTarget target) throws EncodeException, IOException {
        Object encoder;
        try {
            encoder = instance(coder);
        } catch (InstantiationException e) {
            throw new EncodeException(message, e.getMessage(), e);
        }
        switch (coder.kind()) {
            case TEXT ->
                target.text(whole(coder, message, object -> text(encoder).encode(object)));
            case BINARY ->
                target.binary(whole(coder, message, object -> binary(encoder).encode(object)));
            case TEXT_STREAM -> {
                try (Writer writer = target.writer()) {
                    run(coder, message, () -> textStream(encoder).encode(message, writer));
                }
            }
            case BINARY_STREAM -> {
                try (OutputStream stream = target.stream()) {
                    run(coder, message, () -> binaryStream(encoder).encode(message, stream));
                }
            }
        }
    }

    private interface WholeEncoding<R> {
        @Nullable R encode(Object message) throws EncodeException;
    }

    private interface StreamEncoding {
        void run() throws EncodeException, IOException;
    }

    private static <R> R whole(Coder coder, Object message, WholeEncoding<R> encoding) throws EncodeException {
        R result;
        try {
            result = encoding.encode(message);
        } catch (RuntimeException e) {
            throw failed(coder, message, e);
        }
        if (result == null) {
            throw new EncodeException(message, "encoder " + coder.type().getName() + " returned null");
        }
        return result;
    }

    private static void run(Coder coder, Object message, StreamEncoding encoding) throws EncodeException, IOException {
        try {
            encoding.run();
        } catch (RuntimeException e) {
            throw failed(coder, message, e);
        }
    }

    private static EncodeException failed(Coder coder, Object message, RuntimeException cause) {
        return new EncodeException(
                message, "encoder " + coder.type().getName() + " failed: " + cause.getMessage(), cause);
    }

    // The type parameter of the encoder is a supertype of the message's class: that is how it was chosen.
    @SuppressWarnings("unchecked")
    private static Encoder.Text<Object> text(Object encoder) {
        return (Encoder.Text<Object>) encoder;
    }

    @SuppressWarnings("unchecked")
    private static Encoder.Binary<Object> binary(Object encoder) {
        return (Encoder.Binary<Object>) encoder;
    }

    @SuppressWarnings("unchecked")
    private static Encoder.TextStream<Object> textStream(Object encoder) {
        return (Encoder.TextStream<Object>) encoder;
    }

    @SuppressWarnings("unchecked")
    private static Encoder.BinaryStream<Object> binaryStream(Object encoder) {
        return (Encoder.BinaryStream<Object>) encoder;
    }

    /**
     * The initialised instance of a coder's class.
     *
     * @throws InstantiationException when it cannot be made or initialised, or the connection is closed
     */
    Object instance(Coder coder) throws InstantiationException {
        lock.lock();
        try {
            if (closed) {
                throw new InstantiationException(coder.type().getName() + " cannot be used, the connection is closed");
            }
            if (instances == null) {
                instances = new Object[coders.instances()];
            }
            Object instance = instances[coder.slot()];
            if (instance == null) {
                instance = create(coder.type());
                instances[coder.slot()] = instance;
            }
            return instance;
        } finally {
            lock.unlock();
        }
    }

    private Object create(Class<?> type) throws InstantiationException {
        Object instance;
        try {
            instance = provider.create(type);
        } catch (RuntimeException e) {
            throw failure("creating " + type.getName(), e);
        }
        try {
            if (instance instanceof Encoder encoder) {
                encoder.init(config);
            } else {
                ((Decoder) instance).init(config);
            }
        } catch (RuntimeException e) {
            provider.destroy(instance);
            throw failure("init of " + type.getName(), e);
        }
        return instance;
    }

    private static InstantiationException failure(String what, RuntimeException cause) {
        InstantiationException failure = new InstantiationException(what + " failed: " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    /**
     * Destroys the instances. What a destroy method throws is logged.
     *
     * @param whose the connection, for the log
     */
    public void close(String whose) {
        @Nullable Object @Nullable [] made;
        lock.lock();
        try {
            closed = true;
            made = instances;
            instances = null;
        } finally {
            lock.unlock();
        }
        if (made != null) {
            for (Object instance : made) {
                if (instance != null) {
                    destroy(instance, whose);
                }
            }
        }
    }

    private void destroy(Object instance, String whose) {
        try {
            if (instance instanceof Encoder encoder) {
                encoder.destroy();
            } else {
                ((Decoder) instance).destroy();
            }
            provider.destroy(instance);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "destroy of " + instance.getClass().getName() + " failed for " + whose, e);
        }
    }
}
