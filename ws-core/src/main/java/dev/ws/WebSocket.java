package dev.ws;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection, on either side. Every method may be called from any thread; sends keep the order of their
 * calls, and messages of several threads never mix.
 *
 * <p>A send has taken its bytes when it returns, so the caller may reuse its buffer. While the connection is CLOSING or
 * CLOSED, sends without callback or future are dropped silently and the others fail with
 * {@link ConnectionClosedException}; {@link #droppedMessages()} counts both; while CONNECTING every send throws {@link IllegalStateException}.
 */
public interface WebSocket {
    // --- state -------------------------------------------------------------------------------------------------------

    /** {@return a number that no other connection of this JVM has} */
    long id();

    /** {@return the ready state} */
    ReadyState readyState();

    /** {@return whether the ready state is OPEN} */
    default boolean isOpen() {
        return readyState() == ReadyState.OPEN;
    }

    /**
     * The address of the server, on the client: {@code ws} or {@code wss}, after redirects.
     *
     * @return the address; empty on the server
     */
    Optional<URI> url();

    /** {@return the agreed subprotocol, or the empty string} */
    String protocol();

    /** {@return the tokens of the agreed extensions in order, empty if none} */
    List<String> extensions();

    /** {@return the tokens of the agreed extensions joined with commas, the empty string if none} */
    default String extensionsHeader() {
        return String.join(",", extensions());
    }

    /**
     * The agreed extensions with their parameters, as the server answered.
     *
     * @return a value of {@code Sec-WebSocket-Extensions} (RFC 6455 section 9.1), the empty string if none were agreed
     */
    String agreedExtensions();

    /** {@return what permessage-deflate does for this connection; null where it was not agreed} */
    @Nullable CompressionStatus compression();

    /** {@return what was known about the opening handshake, on the server and on the client} */
    HandshakeRequest handshake();

    /**
     * The bytes queued and not yet taken by the transport, frame headers included. Sends refused while CLOSING or
     * CLOSED add their payload length, as in {@code ws}.
     *
     * @return a number of bytes
     */
    long bufferedAmount();

    /**
     * The sends of messages, or of parts, that were refused because the connection was CLOSING or CLOSED: those with a
     * callback or future, which failed, and those without, of which nobody else is told. Not counted are pings, pongs,
     * writes to streams, which throw, and what was queued when the connection broke.
     *
     * @return a number of sends
     */
    long droppedMessages();

    /** {@return whether {@link #pause()} is in force; false while CONNECTING and when CLOSED} */
    boolean isPaused();

    /** {@return user data, kept as long as the connection; thread-safe; created at the first call} */
    Map<String, Object> attributes();

    /** {@return the options in force} */
    WebSocketOptions options();

    /**
     * Why the connection ended, if not by a closing handshake that either side wanted.
     *
     * @return what broke the connection; a {@link ProtocolException} when the peer broke a rule, a
     *     {@link ConnectionCutException} when this side ended it for a limit of the options, what a handler threw, or what
     *     the transport said; null when nothing broke
     */
    @Nullable Throwable closeCause();

    // --- sending -----------------------------------------------------------------------------------------------------

    /**
     * Sends a text message.
     *
     * @param text its text; unpaired surrogates are sent as {@code ?}
     * @throws IllegalStateException while CONNECTING
     */
    void send(String text);

    /**
     * Sends a text message.
     *
     * @param text its text; unpaired surrogates are sent as {@code ?}
     * @throws IllegalStateException while CONNECTING
     */
    default void send(CharSequence text) {
        send(text.toString());
    }

    /**
     * Sends a number as a text message, as {@link String#valueOf(Object)} writes it.
     *
     * @param number the number
     * @throws IllegalStateException while CONNECTING
     */
    default void send(Number number) {
        send(number.toString());
    }

    /**
     * Sends an empty binary message, as {@code send()} without data does in {@code ws}.
     *
     * @throws IllegalStateException while CONNECTING
     */
    default void sendEmpty() {
        send(ByteBuffer.allocate(0));
    }

    /**
     * Sends a binary message.
     *
     * @param data the bytes between position and limit; the buffer's position is not moved
     * @throws IllegalStateException while CONNECTING
     */
    void send(ByteBuffer data);

    /**
     * Sends a binary message.
     *
     * @param data its bytes
     * @throws IllegalStateException while CONNECTING
     */
    default void send(byte[] data) {
        send(ByteBuffer.wrap(data));
    }

    /**
     * Sends a message of either kind, for example one that was received.
     *
     * @param message the message
     * @throws IllegalStateException while CONNECTING
     */
    default void send(Message message) {
        send(message, SendOptions.DEFAULT, null);
    }

    /**
     * Sends a message or a part of one. A part of a fragmented message takes its kind from the first part. While
     * a stream of {@link #openText()} or {@link #openBinary()} is open, the message waits for its end.
     *
     * @param message the message or part
     * @param options fin, compression and kind
     * @param callback told once about the outcome, or null
     * @throws IllegalStateException while CONNECTING
     */
    void send(Message message, SendOptions options, @Nullable SendCallback callback);

    /**
     * Sends a text message.
     *
     * @param text its text
     * @return completes when the transport took the bytes; fails with {@link ConnectionClosedException}
     * @throws IllegalStateException while CONNECTING
     */
    default CompletableFuture<Void> sendAsync(String text) {
        return sendAsync(Message.text(text));
    }

    /**
     * Sends a binary message.
     *
     * @param data the bytes between position and limit
     * @return completes when the transport took the bytes; fails with {@link ConnectionClosedException}
     * @throws IllegalStateException while CONNECTING
     */
    default CompletableFuture<Void> sendAsync(ByteBuffer data) {
        return sendAsync(Message.binary(data));
    }

    /**
     * Sends a message of either kind.
     *
     * @param message the message
     * @return completes when the transport took the bytes; fails with {@link ConnectionClosedException}
     * @throws IllegalStateException while CONNECTING
     */
    default CompletableFuture<Void> sendAsync(Message message) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        send(message, SendOptions.DEFAULT, failure -> {
            if (failure == null) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(failure);
            }
        });
        return sent;
    }

    /**
     * Sends a message as {@link #sendBlocking(Message, SendOptions, Duration)} does, with the deadline of
     * {@link WebSocketOptions#sendTimeout()}.
     *
     * @param message the message
     * @param options fin, compression and kind
     * @throws IOException when the connection closed, the time ran out (the connection is then terminated) or the
     *     thread was interrupted
     * @throws IllegalStateException while CONNECTING, while this thread has a message open ({@link #openText},
     *     {@link #openBinary}) that it would wait for, or in a callback that must not block when it would have to
     */
    default void sendBlocking(Message message, SendOptions options) throws IOException {
        sendBlocking(message, options, Duration.ZERO);
    }

    /**
     * Sends a message and waits until the transport took it. It does not wait but returns when the message is queued, as
     * long as less than 48 KiB are, while the connection is corked, and in a callback of this connection while more input
     * is in hand: the answers to a batch leave together, at the latest about a millisecond after.
     *
     * <p>A callback on a thread of the transport that must not be blocked ({@link Dispatch#INLINE} on the stand-alone
     * server and on Undertow) never waits: what the transport does not take at once stays queued, and the call fails.
     *
     * @param message the message
     * @param options fin, compression and kind
     * @param timeout how long to wait; zero for {@link WebSocketOptions#sendTimeout()}
     * @throws IOException when the connection closed, the time ran out (the connection is then terminated) or the
     *     thread was interrupted
     * @throws IllegalArgumentException for a negative time
     * @throws IllegalStateException while CONNECTING, while this thread has a message open ({@link #openText},
     *     {@link #openBinary}) that it would wait for, or in a callback that must not block when it would have to
     */
    void sendBlocking(Message message, SendOptions options, Duration timeout) throws IOException;

    /**
     * Sends a text message as {@link #sendBlocking(Message, SendOptions, Duration)} does.
     *
     * @param text its text; unpaired surrogates are sent as {@code ?}
     * @param timeout how long to wait; zero for {@link WebSocketOptions#sendTimeout()}
     * @throws IOException when the connection closed, the time ran out (the connection is then terminated) or the
     *     thread was interrupted
     * @throws IllegalArgumentException for a negative time
     * @throws IllegalStateException while CONNECTING, while this thread has a message open ({@link #openText},
     *     {@link #openBinary}) that it would wait for, or in a callback that must not block when it would have to
     */
    void sendBlocking(String text, Duration timeout) throws IOException;

    /**
     * Sends a binary message as {@link #sendBlocking(Message, SendOptions, Duration)} does.
     *
     * @param data the bytes between position and limit; the buffer's position is not moved
     * @param timeout how long to wait; zero for {@link WebSocketOptions#sendTimeout()}
     * @throws IOException when the connection closed, the time ran out (the connection is then terminated) or the
     *     thread was interrupted
     * @throws IllegalArgumentException for a negative time
     * @throws IllegalStateException while CONNECTING, while this thread has a message open ({@link #openText},
     *     {@link #openBinary}) that it would wait for, or in a callback that must not block when it would have to
     */
    void sendBlocking(ByteBuffer data, Duration timeout) throws IOException;

    /**
     * Reads a stream on the executor and sends it as one message, in frames of 16 KiB and in bounded memory ({@code Blob}
     * in {@code ws}). Messages sent later, a close frame too, wait until it is read. If it cannot be read, listeners get
     * the error and the connection ends without a close frame.
     *
     * @param source what to send; closed in the end, unless this throws
     * @param options compression and kind: binary unless told otherwise
     * @return completes when the transport took the last byte; fails with what the source threw, or with
     *     {@link ConnectionClosedException}
     * @throws IllegalArgumentException without {@link SendOptions#fin()}
     * @throws IllegalStateException while CONNECTING, or inside a message whose parts are sent with
     *     {@link SendOptions#PART}
     */
    CompletableFuture<Void> sendAsync(InputStream source, SendOptions options);

    /**
     * Sends what a stream gives as one binary message, as {@link #sendAsync(InputStream, SendOptions)} does.
     *
     * @param source read to its end, and closed
     * @return completes when the transport took the last byte; fails with what reading threw, or with
     *     {@link ConnectionClosedException}
     * @throws IllegalStateException while CONNECTING, or inside a message whose parts are sent with
     *     {@link SendOptions#PART}
     */
    default CompletableFuture<Void> sendAsync(InputStream source) {
        return sendAsync(source, SendOptions.DEFAULT);
    }

    /**
     * Sends a file as one binary message, as {@link #sendAsync(Path, SendOptions)} does.
     *
     * @param file what to send
     * @return completes when the transport took the last byte; fails with what reading threw, or with
     *     {@link ConnectionClosedException}
     * @throws IllegalStateException while CONNECTING, or inside a message whose parts are sent with
     *     {@link SendOptions#PART}
     */
    default CompletableFuture<Void> sendAsync(Path file) {
        return sendAsync(file, SendOptions.DEFAULT);
    }

    /**
     * Sends a file as one message, as {@link #sendAsync(InputStream, SendOptions)} does. It is opened when its turn comes.
     *
     * @param file what to send
     * @param options compression and kind: binary unless told otherwise
     * @return completes when the transport took the last byte; fails with what reading threw, or with
     *     {@link ConnectionClosedException}
     * @throws IllegalArgumentException without {@link SendOptions#fin()}
     * @throws IllegalStateException while CONNECTING, or inside a message whose parts are sent with
     *     {@link SendOptions#PART}
     */
    CompletableFuture<Void> sendAsync(Path file, SendOptions options);

    /**
     * Opens a text message that is sent part by part: a frame per full buffer of 8 KiB and per {@code flush()}, the
     * last one on {@code close()}. Messages sent meanwhile, by this thread too, wait until then; control frames pass
     * between the frames. While more than {@link WebSocketOptions#highWaterBytes()} are queued, writing waits; in a
     * callback on a thread that must not be blocked ({@link #sendBlocking(Message, SendOptions, Duration)}) it queues on
     * instead.
     *
     * @return the writer; for one thread at a time; its methods throw {@code IOException} once the connection is closing
     * @throws IllegalStateException while CONNECTING, or while this connection has such a message open
     */
    Writer openText();

    /**
     * Opens a binary message that is sent part by part, as {@link #openText()} does.
     *
     * @return the stream
     * @throws IllegalStateException while CONNECTING, or while this connection has such a message open
     */
    OutputStream openBinary();

    /**
     * Sends a ping without payload. Pings and pongs overtake messages that are still being compressed, and go between the
     * frames of one that is sent part by part; everything else keeps its order.
     */
    default void ping() {
        ping(ByteBuffer.allocate(0), null);
    }

    /**
     * Sends a ping.
     *
     * @param payload at most 125 bytes
     * @throws IllegalArgumentException above 125 bytes
     * @throws IllegalStateException while CONNECTING
     */
    default void ping(byte[] payload) {
        ping(ByteBuffer.wrap(payload), null);
    }

    /**
     * Sends a ping with text.
     *
     * @param payload at most 125 bytes of UTF-8; unpaired surrogates are sent as {@code ?}
     * @throws IllegalArgumentException above 125 bytes
     * @throws IllegalStateException while CONNECTING
     */
    default void ping(CharSequence payload) {
        ping(payload.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a ping with a number as text, as {@link String#valueOf(Object)} writes it.
     *
     * @param payload the number
     * @throws IllegalArgumentException above 125 bytes
     * @throws IllegalStateException while CONNECTING
     */
    default void ping(Number payload) {
        ping(payload.toString());
    }

    /**
     * Sends a ping with a payload of its own and waits, without a thread, for the pong that answers it or a later one
     * (RFC 6455 section 5.5.3). At most 16 may be on their way; the time includes that of output queued before.
     *
     * @return the time from this call to the pong, completed by the pump, whose thread dependent actions must not block;
     *     fails with {@link ConnectionClosedException} when the connection ends first, with
     *     {@link IllegalStateException} when too many are on their way
     * @throws IllegalStateException while CONNECTING
     */
    CompletableFuture<Duration> pingRoundTrip();

    /**
     * Sends a ping.
     *
     * @param payload at most 125 bytes
     * @param callback told once about the outcome, or null
     * @throws IllegalArgumentException above 125 bytes
     * @throws IllegalStateException while CONNECTING
     */
    void ping(ByteBuffer payload, @Nullable SendCallback callback);

    /** Sends an unasked pong without payload. */
    default void pong() {
        pong(ByteBuffer.allocate(0), null);
    }

    /**
     * Sends a pong.
     *
     * @param payload at most 125 bytes
     * @throws IllegalArgumentException above 125 bytes
     * @throws IllegalStateException while CONNECTING
     */
    default void pong(byte[] payload) {
        pong(ByteBuffer.wrap(payload), null);
    }

    /**
     * Sends a pong with text.
     *
     * @param payload at most 125 bytes of UTF-8; unpaired surrogates are sent as {@code ?}
     * @throws IllegalArgumentException above 125 bytes
     * @throws IllegalStateException while CONNECTING
     */
    default void pong(CharSequence payload) {
        pong(payload.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a pong with a number as text, as {@link String#valueOf(Object)} writes it.
     *
     * @param payload the number
     * @throws IllegalArgumentException above 125 bytes
     * @throws IllegalStateException while CONNECTING
     */
    default void pong(Number payload) {
        pong(payload.toString());
    }

    /**
     * Sends a pong.
     *
     * @param payload at most 125 bytes
     * @param callback told once about the outcome, or null
     * @throws IllegalArgumentException above 125 bytes
     * @throws IllegalStateException while CONNECTING
     */
    void pong(ByteBuffer payload, @Nullable SendCallback callback);

    // --- flow --------------------------------------------------------------------------------------------------------

    /**
     * Keeps back messages that any thread sends from now on, until {@link #uncork()}, or until 48 KiB are queued, so that
     * many small ones leave together. Pings, pongs and close frames take along what was sent before them; closing ends the
     * effect. No effect unless OPEN.
     */
    void cork();

    /** Sends what was kept back after {@link #cork()} and keeps nothing back any more. */
    void uncork();

    /**
     * Stops delivering and reading, so that the peer's sends fill TCP's window. No effect while CONNECTING and when
     * CLOSED. While CLOSING the close timeout runs on.
     */
    void pause();

    /** Goes on after {@link #pause()}. */
    void resume();

    // --- closing -----------------------------------------------------------------------------------------------------

    /** Starts the closing handshake with an empty close frame (RFC 6455 section 7.1.2); no effect when CLOSING or CLOSED. */
    void close();

    /**
     * Starts the closing handshake. Queued messages go out first. If the peer does not answer within
     * {@link WebSocketOptions#closeTimeout()} the connection is cut.
     *
     * @param code 1000 to 1003, 1007 to 1014 or 3000 to 4999; 1005 with an empty reason sends an empty close frame, as
     *     {@link #close()} does
     * @param reason at most 123 bytes of UTF-8
     * @throws IllegalArgumentException for another code or a longer reason; the connection then stays as it is
     */
    void close(int code, String reason);

    /**
     * Cuts the connection at once, without a closing handshake: what the transport takes now, or within half a second, is
     * written, and what the kernel has taken still reaches the peer, then the end of the output. The rest of the queued
     * output is dropped and its callbacks fail. {@code onClose} waits for none of this.
     */
    void terminate();

    // --- receiving ---------------------------------------------------------------------------------------------------

    /**
     * Adds a listener. In {@code onConnection} and {@code onOpen} nothing was received yet, so nothing is missed. Messages
     * that arrive before anybody listens to their kind are kept for the first who does: up to 64 KiB, then reading stops,
     * and for ten seconds, then they are dropped.
     *
     * @param listener called after those added before; ignored if the same object was added this way already
     * @return this
     */
    WebSocket addListener(WebSocketListener listener);

    /**
     * Removes a listener for all events.
     *
     * @param listener one that was added without a type; others are ignored
     * @return this
     */
    WebSocket removeListener(WebSocketListener listener);

    /**
     * Adds a listener for one kind of event ({@code addEventListener} in {@code ws}); its other methods are not called.
     *
     * @param type the event
     * @param listener called after those added before; ignored if the same object was added for this event already
     * @param once whether it is removed just before its first call
     * @return this
     */
    WebSocket addListener(EventType type, WebSocketListener listener, boolean once);

    /**
     * Removes a listener for one kind of event.
     *
     * @param type the event
     * @param listener one that was added for this event; others are ignored
     * @return this
     */
    WebSocket removeListener(EventType type, WebSocketListener listener);

    /**
     * Chooses how binary messages are handed to listeners, from the next message on.
     *
     * @param type the type, {@link BinaryType#BUFFER} at the start
     * @return this
     */
    WebSocket binaryType(BinaryType type);

    /** {@return how binary messages are handed to listeners} */
    BinaryType binaryType();

    /**
     * Limits text messages that are delivered whole, from the next message on; not those delivered in parts or as
     * streams. Above: close 1009, before the message is buffered.
     *
     * @param bytes the largest message in bytes of UTF-8, after extensions; 0, as at the start, for no limit besides
     *     {@link WebSocketOptions#maxPayload()}
     * @return this
     * @throws IllegalArgumentException for a negative number
     */
    WebSocket maxTextMessage(long bytes);

    /**
     * Limits binary messages that are delivered whole, as {@link #maxTextMessage} does; not those delivered as fragments
     * either.
     *
     * @param bytes the largest message in bytes, after extensions; 0, as at the start, for no limit besides
     *     {@link WebSocketOptions#maxPayload()}
     * @return this
     * @throws IllegalArgumentException for a negative number
     */
    WebSocket maxBinaryMessage(long bytes);

    /**
     * Delivers text messages part by part instead of whole, from the next message on. Parts are cut between
     * characters; an empty part comes only as the last.
     *
     * @param sink takes the parts, or null to go back to whole messages
     * @return this
     */
    WebSocket textParts(@Nullable MessageSink<String> sink);

    /**
     * Delivers binary messages part by part instead of whole, from the next message on.
     *
     * @param sink takes the parts, or null to go back to whole messages
     * @return this
     */
    WebSocket binaryParts(@Nullable MessageSink<ByteBuffer> sink);

    /**
     * Delivers binary messages as the list of their frames' payloads, not joined, from the next message on
     * ({@code fragments} in {@code ws}).
     *
     * @param handler takes the list, whose buffers may be kept; null to go back to whole messages
     * @return this
     */
    WebSocket binaryFragments(@Nullable BiConsumer<WebSocket, List<ByteBuffer>> handler);

    /**
     * Delivers text messages as a {@code Reader} that is fed while the message arrives, from the next message on. The
     * handler runs on the executor; the next message waits until it returned, and TCP holds the peer back while it does
     * not read.
     *
     * @param executor runs the handler and can always start one more task; null for the connection's own
     * @param handler reads the message, or null to go back to whole messages
     * @return this
     */
    WebSocket textStream(@Nullable Executor executor, @Nullable StreamHandler<java.io.Reader> handler);

    /**
     * Delivers binary messages as an {@code InputStream}, as {@link #textStream} does.
     *
     * @param executor runs the handler and can always start one more task; null for the connection's own
     * @param handler reads the message, or null to go back to whole messages
     * @return this
     */
    WebSocket binaryStream(@Nullable Executor executor, @Nullable StreamHandler<InputStream> handler);

    /**
     * Adds a listener for the open event.
     *
     * @param handler takes the connection
     * @return this
     */
    default WebSocket onOpen(Consumer<WebSocket> handler) {
        return addListener(new WebSocketListener() {
            @Override
            public void onOpen(WebSocket ws) {
                handler.accept(ws);
            }
        });
    }

    /**
     * Adds a listener for whole messages.
     *
     * @param handler takes connection and message
     * @return this
     */
    default WebSocket onMessage(BiConsumer<WebSocket, Message> handler) {
        return addListener(new WebSocketListener() {
            @Override
            public void onMessage(WebSocket ws, Message message) {
                handler.accept(ws, message);
            }
        });
    }

    /**
     * Adds a listener for whole text messages.
     *
     * @param handler takes connection and text
     * @return this
     */
    default WebSocket onText(BiConsumer<WebSocket, String> handler) {
        return addListener(new WebSocketListener() {
            @Override
            public void onText(WebSocket ws, String text) {
                handler.accept(ws, text);
            }
        });
    }

    /**
     * Adds a listener for whole binary messages.
     *
     * @param handler takes connection and bytes
     * @return this
     */
    default WebSocket onBinary(BiConsumer<WebSocket, ByteBuffer> handler) {
        return addListener(new WebSocketListener() {
            @Override
            public void onBinary(WebSocket ws, ByteBuffer data) {
                handler.accept(ws, data);
            }
        });
    }

    /**
     * Adds a listener for pings.
     *
     * @param handler takes connection and payload
     * @return this
     */
    default WebSocket onPing(BiConsumer<WebSocket, ByteBuffer> handler) {
        return addListener(new WebSocketListener() {
            @Override
            public void onPing(WebSocket ws, ByteBuffer payload) {
                handler.accept(ws, payload);
            }
        });
    }

    /**
     * Adds a listener for pongs.
     *
     * @param handler takes connection and payload
     * @return this
     */
    default WebSocket onPong(BiConsumer<WebSocket, ByteBuffer> handler) {
        return addListener(new WebSocketListener() {
            @Override
            public void onPong(WebSocket ws, ByteBuffer payload) {
                handler.accept(ws, payload);
            }
        });
    }

    /**
     * Adds a listener for the error event.
     *
     * @param handler takes connection and error
     * @return this
     */
    default WebSocket onError(BiConsumer<WebSocket, Throwable> handler) {
        return addListener(new WebSocketListener() {
            @Override
            public void onError(WebSocket ws, Throwable error) {
                handler.accept(ws, error);
            }
        });
    }

    /**
     * Adds a listener for the close event.
     *
     * @param handler takes connection and status
     * @return this
     */
    default WebSocket onClose(BiConsumer<WebSocket, CloseStatus> handler) {
        return addListener(new WebSocketListener() {
            @Override
            public void onClose(WebSocket ws, CloseStatus status) {
                handler.accept(ws, status);
            }
        });
    }
}
