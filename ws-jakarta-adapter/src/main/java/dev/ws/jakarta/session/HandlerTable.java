package dev.ws.jakarta.session;

import dev.ws.Message;
import dev.ws.MessageSink;
import dev.ws.WebSocket;
import dev.ws.jakarta.coder.ConnectionCoders;
import dev.ws.jakarta.coder.Decoding;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The message handlers of a session: at most one each for text, binary and pong messages (specification 2.1.3). Any thread
 * changes them, effective from the next message on; the pump and threads of stream handlers deliver.
 *
 * <p>Bytes are copied for the handler: the specification allows to reuse a buffer after the call, but applications keep
 * what they were given, and read its array.
 */
final class HandlerTable {
    private final ConnectionCoders coders;
    private final SessionLife life;
    private final IdleWatch idle;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Reception<String, Reader> text; // lock
    private volatile @Nullable Reception<ByteBuffer, InputStream> binary; // lock
    private volatile MessageHandler.@Nullable Whole<PongMessage> pong; // lock
    private volatile int maxText; // lock
    private volatile int maxBinary; // lock
    private @Nullable WebSocket ws; // lock, once

    HandlerTable(ConnectionCoders coders, SessionLife life, IdleWatch idle, SessionLimits limits) {
        this.coders = coders;
        this.life = life;
        this.idle = idle;
        this.maxText = limits.maxTextMessageBufferSize();
        this.maxBinary = limits.maxBinaryMessageBufferSize();
    }

    /** From here on changes reach the connection. */
    void attach(WebSocket connection) {
        lock.lock();
        try {
            ws = connection;
            applyText();
            applyBinary();
        } finally {
            lock.unlock();
        }
    }

    int maxText() {
        return maxText;
    }

    int maxBinary() {
        return maxBinary;
    }

    void maxText(int bytes) {
        lock.lock();
        try {
            maxText = bytes;
            applyText();
        } finally {
            lock.unlock();
        }
    }

    void maxBinary(int bytes) {
        lock.lock();
        try {
            maxBinary = bytes;
            applyBinary();
        } finally {
            lock.unlock();
        }
    }

    // --- changes -----------------------------------------------------------------------------------------------------

    /**
     * Adds a handler.
     *
     * @throws IllegalStateException when there is one for messages of this kind
     * @throws IllegalArgumentException when messages cannot become objects of the type, or not in parts
     */
    void add(Class<?> type, MessageHandler handler, long maxBytes) {
        lock.lock();
        try {
            if (type == PongMessage.class) {
                addPong(handler);
                return;
            }
            // Decoders that are declared for a type go before what the type means without them.
            boolean decodes = handler instanceof MessageHandler.Whole<?>;
            Decoding ofText = decodes ? coders.text(type) : null;
            Decoding ofBinary = decodes ? coders.binary(type) : null;
            boolean plain = ofText == null && ofBinary == null;
            Reception<String, Reader> newText = plain || ofText != null ? text(type, handler, ofText, maxBytes) : null;
            Reception<ByteBuffer, InputStream> newBinary =
                    plain || ofBinary != null ? binary(type, handler, ofBinary, maxBytes) : null;
            if (newText == null && newBinary == null) {
                throw new IllegalArgumentException("no decoder makes " + type.getTypeName() + " of "
                        + (handler instanceof MessageHandler.Partial ? "parts of messages" : "messages") + ", for "
                        + handler.getClass().getName());
            }
            refuseSecond("text", newText, text);
            refuseSecond("binary", newBinary, binary);
            if (newText != null) {
                text = newText;
                applyText();
            }
            if (newBinary != null) {
                binary = newBinary;
                applyBinary();
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("unchecked") // the type says what it takes
    private void addPong(MessageHandler handler) {
        if (!(handler instanceof MessageHandler.Whole<?>)) {
            throw new IllegalArgumentException(
                    "pongs have no parts, for " + handler.getClass().getName());
        }
        refuseSecond("pong", handler, pong);
        pong = (MessageHandler.Whole<PongMessage>) handler;
    }

    private static void refuseSecond(String kind, @Nullable Object added, @Nullable Object there) {
        if (added != null && there != null) {
            throw new IllegalStateException("the session has a handler of " + kind + " messages already");
        }
    }

    /** Removes a handler; no effect when it is not there. */
    void remove(MessageHandler handler) {
        lock.lock();
        try {
            Reception<String, Reader> oldText = text;
            if (oldText != null && oldText.handler() == handler) {
                text = null;
                applyText();
            }
            Reception<ByteBuffer, InputStream> oldBinary = binary;
            if (oldBinary != null && oldBinary.handler() == handler) {
                binary = null;
                applyBinary();
            }
            if (pong == handler) {
                pong = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return the handlers, as a copy} */
    Set<MessageHandler> handlers() {
        Set<MessageHandler> all = new LinkedHashSet<>();
        Reception<String, Reader> ofText = text;
        if (ofText != null) {
            all.add(ofText.handler());
        }
        Reception<ByteBuffer, InputStream> ofBinary = binary;
        if (ofBinary != null) {
            all.add(ofBinary.handler());
        }
        MessageHandler ofPongs = pong;
        if (ofPongs != null) {
            all.add(ofPongs);
        }
        return Collections.unmodifiableSet(all);
    }

    private void applyText() {
        WebSocket connection = ws;
        if (connection == null) {
            return;
        }
        Reception<String, Reader> now = text;
        MessageSink<String> parts = now == null ? null : now.parts();
        Delivery<Reader> stream = now == null ? null : now.stream();
        connection.maxTextMessage(limit(now, maxText));
        if (stream != null) {
            connection.textStream(null, (from, reader) -> life.stream(stream, reader));
        } else {
            connection.textParts(parts == null ? null : (part, last) -> life.part(parts, part, last));
        }
    }

    private void applyBinary() {
        WebSocket connection = ws;
        if (connection == null) {
            return;
        }
        Reception<ByteBuffer, InputStream> now = binary;
        MessageSink<ByteBuffer> parts = now == null ? null : now.parts();
        Delivery<InputStream> stream = now == null ? null : now.stream();
        connection.maxBinaryMessage(limit(now, maxBinary));
        if (stream != null) {
            connection.binaryStream(null, (from, bytes) -> life.stream(stream, bytes));
        } else {
            connection.binaryParts(parts == null ? null : (part, last) -> life.part(parts, part, last));
        }
    }

    private static long limit(@Nullable Reception<?, ?> reception, int ofSession) {
        return Math.max(0, reception == null || reception.maxBytes() < 0 ? ofSession : reception.maxBytes());
    }

    // --- delivery ----------------------------------------------------------------------------------------------------

    /** Gives a whole message to its handler, if there is one. Pump thread. */
    void deliver(Message message) throws Exception {
        if (message.isBinary()) {
            Reception<ByteBuffer, InputStream> taker = binary;
            if (taker != null) {
                taker.whole().deliver(message.keep().buffer()); // the application's from here on
            }
        } else {
            Reception<String, Reader> taker = text;
            if (taker != null) {
                taker.whole().deliver(message.text());
            }
        }
    }

    /** {@return whether there is a handler for messages of a kind} */
    boolean takes(boolean ofText) {
        return (ofText ? text : binary) != null;
    }

    /** {@return who takes pongs, or null} */
    MessageHandler.@Nullable Whole<PongMessage> pong() {
        return pong;
    }

    // --- what a handler takes ----------------------------------------------------------------------------------------

    private @Nullable Reception<String, Reader> text(
            Class<?> type, MessageHandler handler, @Nullable Decoding decoding, long max) {
        if (decoding != null) {
            MessageHandler.Whole<Object> taker = typed(whole(handler));
            return decoding.isStream()
                    ? textStream(handler, max, reader -> taker.onMessage(decoding.decode(reader)))
                    : new Reception<>(handler, max, message -> taker.onMessage(decoding.decode(message)), null, null);
        }
        if (type == Reader.class && handler instanceof MessageHandler.Whole<?> whole) {
            MessageHandler.Whole<Reader> taker = typed(whole);
            return textStream(handler, max, taker::onMessage);
        }
        if (type != String.class) {
            return null;
        }
        if (handler instanceof MessageHandler.Partial<?> partial) {
            MessageHandler.Partial<String> taker = typed(partial);
            MessageSink<String> parts = taker::onMessage;
            return new Reception<>(
                    handler,
                    max,
                    message -> taker.onMessage(message, true),
                    max < 0 ? parts : CountedParts.text(parts, max),
                    null);
        }
        MessageHandler.Whole<String> taker = typed(whole(handler));
        return new Reception<>(handler, max, taker::onMessage, null, null);
    }

    private Reception<String, Reader> textStream(MessageHandler handler, long max, Delivery<Reader> taker) {
        return new Reception<>(
                handler,
                max,
                message -> taker.deliver(new StringReader(message)),
                null,
                reader -> taker.deliver(new CountedReader(reader, max, idle)));
    }

    private @Nullable Reception<ByteBuffer, InputStream> binary(
            Class<?> type, MessageHandler handler, @Nullable Decoding decoding, long max) {
        if (decoding != null) {
            MessageHandler.Whole<Object> taker = typed(whole(handler));
            return decoding.isStream()
                    ? binaryStream(handler, max, stream -> taker.onMessage(decoding.decode(stream)))
                    : new Reception<>(handler, max, data -> taker.onMessage(decoding.decode(data)), null, null);
        }
        if (handler instanceof MessageHandler.Partial<?> partial) {
            return parts(type, handler, partial, max);
        }
        if (type == ByteBuffer.class) {
            MessageHandler.Whole<ByteBuffer> taker = typed(whole(handler));
            return new Reception<>(handler, max, taker::onMessage, null, null);
        }
        if (type == byte[].class) {
            MessageHandler.Whole<byte[]> taker = typed(whole(handler));
            return new Reception<>(handler, max, data -> taker.onMessage(array(data)), null, null);
        }
        if (type == InputStream.class) {
            MessageHandler.Whole<InputStream> taker = typed(whole(handler));
            return binaryStream(handler, max, taker::onMessage);
        }
        return null;
    }

    private static @Nullable Reception<ByteBuffer, InputStream> parts(
            Class<?> type, MessageHandler handler, MessageHandler.Partial<?> partial, long max) {
        MessageSink<ByteBuffer> parts;
        if (type == ByteBuffer.class) {
            MessageHandler.Partial<ByteBuffer> taker = typed(partial);
            parts = taker::onMessage;
        } else if (type == byte[].class) {
            MessageHandler.Partial<byte[]> taker = typed(partial);
            parts = (part, last) -> taker.onMessage(array(part), last);
        } else {
            return null;
        }
        return new Reception<>(
                handler,
                max,
                message -> parts.accept(message, true),
                max < 0 ? parts : CountedParts.binary(parts, max),
                null);
    }

    private Reception<ByteBuffer, InputStream> binaryStream(
            MessageHandler handler, long max, Delivery<InputStream> taker) {
        return new Reception<>(
                handler,
                max,
                message -> taker.deliver(new ByteArrayInputStream(array(message))),
                null,
                stream -> taker.deliver(new CountedStream(stream, max, idle)));
    }

    private static MessageHandler.Whole<?> whole(MessageHandler handler) {
        if (handler instanceof MessageHandler.Whole<?> whole) {
            return whole;
        }
        throw new IllegalArgumentException(handler.getClass().getName() + " takes neither whole messages nor parts");
    }

    @SuppressWarnings("unchecked") // who adds it says so
    private static <T> MessageHandler.Whole<T> typed(MessageHandler.Whole<?> handler) {
        return (MessageHandler.Whole<T>) handler;
    }

    @SuppressWarnings("unchecked") // who adds it says so
    private static <T> MessageHandler.Partial<T> typed(MessageHandler.Partial<?> handler) {
        return (MessageHandler.Partial<T>) handler;
    }

    // The session's own memory already: only what does not fill its array is copied.
    private static byte[] array(ByteBuffer data) {
        if (data.hasArray() && data.arrayOffset() == 0 && data.array().length == data.remaining()) {
            return data.array();
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(data.position(), bytes);
        return bytes;
    }
}
