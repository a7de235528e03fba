package dev.ws.protocol;

import dev.ws.Message;
import dev.ws.MessageTooBigException;
import dev.ws.ProtocolException;
import dev.ws.WebSocketOptions;
import dev.ws.extension.Extension;
import dev.ws.extension.SharingStage;
import dev.ws.frame.FrameDecoder;
import dev.ws.frame.FrameEncoder;
import dev.ws.frame.FrameOutput;
import dev.ws.frame.FramePart;
import dev.ws.frame.FrameSequence;
import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The protocol of one open connection without I/O: bytes in, one event at a time out, bytes to send in a
 * {@link FrameOutput}. Two halves that share nothing but immutable settings: {@link #receive} belongs to the pump,
 * everything else to whoever holds the outbound lock; {@link #transform} alone needs no lock.
 *
 * <p>A plain driver reads, calls {@code receive} until it returns null, passes every event to {@link #answer}, and writes
 * what the output holds.
 */
public final class WebSocketProtocol {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final boolean skipUtf8Validation;
    private final FrameDecoder decoder;
    private final InboundMessages messages;
    private final FrameEncoder encoder;
    private final IntSupplier maskKeys;
    private final FrameSequence sending = new FrameSequence();
    private final long mostPerFrame;

    private @Nullable ExtensionChain extensions; // whoever calls agree(), before the first byte
    private boolean ended; // pump thread; a close frame arrived, a rule was broken or nobody reads on
    private boolean transforming; // pump thread; the extensions may hold more parts
    private @Nullable ByteBuffer control; // pump thread; payload of a control frame that arrives in pieces
    private boolean compressing; // whoever transforms; what was said at the first frame of the running message
    private boolean closeSent; // outbound lock

    /**
     * Creates the protocol of a connection.
     *
     * @param role the own role
     * @param options limits and checks
     * @param agreed the agreed extensions, in the order of the handshake
     * @param output takes what is to be sent
     * @param maskKeys gives a strong random masking key per frame; used by a client only (RFC 6455 section 10.3)
     */
    public WebSocketProtocol(
            Role role, WebSocketOptions options, List<Extension> agreed, FrameOutput output, IntSupplier maskKeys) {
        this.skipUtf8Validation = options.skipUtf8Validation();
        this.mostPerFrame = options.autoFragmentBytes() == 0 ? Long.MAX_VALUE : options.autoFragmentBytes();
        this.decoder = new FrameDecoder(role, 0, options.maxFrameBytes(), options.strictLengthEncoding());
        this.messages = new InboundMessages(options);
        this.maskKeys = maskKeys;
        this.encoder = new FrameEncoder(output, role == Role.CLIENT ? maskKeys : null);
        agree(agreed);
    }

    /**
     * Replaces the extensions given to the constructor, for a client that knows them only later. To be called before
     * anything was received or sent.
     *
     * @param agreed the agreed extensions, in the order of the handshake
     */
    public void agree(List<Extension> agreed) {
        int rsv = 0;
        for (Extension extension : agreed) {
            rsv |= extension.reservedBits();
        }
        decoder.allowRsv(rsv);
        extensions = agreed.isEmpty() ? null : new ExtensionChain(agreed);
    }

    // --- inbound half ------------------------------------------------------------------------------------------------

    /**
     * Reads on until something happened. Never throws for what the peer does.
     *
     * @param in a heap buffer; its content is changed, its position moves behind what was used
     * @return at most one event; null when {@code in} is used up
     */
    public @Nullable ProtocolEvent receive(ByteBuffer in) {
        if (ended) {
            in.position(in.limit()); // discarded, so that the peer's FIN can arrive
            return null;
        }
        try {
            return next(in);
        } catch (ProtocolException broken) {
            endInbound();
            return new ProtocolEvent.Failed(broken);
        }
    }

    /**
     * Ends the inbound half and frees what its extensions hold: all further input is discarded. No effect when a close
     * frame arrived or a rule was broken, as it has ended then.
     */
    public void endInbound() {
        if (!ended) {
            ended = true;
            transforming = false;
            if (extensions != null) {
                extensions.closeInbound();
            }
        }
    }

    /**
     * Limits the running message more than the options do, to be called after its first part.
     *
     * @param bytes the largest size after extensions; 0 for no further limit
     * @throws MessageTooBigException when what is known of it is more already; the inbound half has then ended
     */
    public void limitMessage(long bytes) {
        try {
            messages.limit(bytes);
        } catch (MessageTooBigException tooBig) {
            endInbound();
            throw tooBig;
        }
    }

    /** {@return whether the extensions may give more without more input} */
    public boolean hasMore() {
        return transforming;
    }

    private @Nullable ProtocolEvent next(ByteBuffer in) {
        while (true) {
            if (extensions != null && transforming) {
                ProtocolEvent event = transformed(extensions);
                if (event != null) {
                    return event;
                }
            }
            if (!decoder.decode(in)) {
                return null;
            }
            ProtocolEvent event = decoder.isControl() ? control(in) : data(in);
            if (event != null) {
                return event;
            }
        }
    }

    private @Nullable ProtocolEvent data(ByteBuffer in) {
        if (decoder.startOfFrame()) {
            messages.begin(decoder);
        }
        int from = decoder.payloadFrom();
        int to = decoder.payloadTo();
        boolean endOfFrame = decoder.endOfFrame();
        if (extensions == null) {
            return messages.part(in, from, to, endOfFrame, decoder.fin(), decoder.remaining());
        }
        extensions.accept(new FramePart(
                decoder.opcode(),
                decoder.fin(),
                decoder.rsv(),
                decoder.startOfFrame(),
                endOfFrame,
                in.slice(from, to - from)));
        transforming = true;
        return null;
    }

    private @Nullable ProtocolEvent transformed(ExtensionChain chain) {
        for (FramePart part = chain.next(); part != null; part = chain.next()) {
            ByteBuffer payload = part.payload();
            ProtocolEvent event = messages.part(
                    payload, payload.position(), payload.limit(), part.endOfFrame(), part.fin(), decoder.remaining());
            if (event != null) {
                return event;
            }
        }
        transforming = false;
        return null;
    }

    private @Nullable ProtocolEvent control(ByteBuffer in) {
        int from = decoder.payloadFrom();
        ByteBuffer payload = in.slice(from, decoder.payloadTo() - from);
        if (!decoder.startOfFrame() || !decoder.endOfFrame()) {
            payload = collect(payload);
            if (payload == null) {
                return null;
            }
        }
        return switch (decoder.opcode()) {
            case Opcode.PING -> new ProtocolEvent.PingReceived(payload);
            case Opcode.PONG -> new ProtocolEvent.PongReceived(payload);
            default -> {
                ProtocolEvent.CloseReceived close = ClosePayload.decode(payload, skipUtf8Validation);
                endInbound();
                yield close;
            }
        };
    }

    // A control frame is told whole: at most 125 bytes are kept until its end.
    private @Nullable ByteBuffer collect(ByteBuffer piece) {
        ByteBuffer collected = control;
        if (collected == null) {
            collected = ByteBuffer.allocate((int) decoder.length());
            control = collected;
        }
        collected.put(piece);
        if (!decoder.endOfFrame()) {
            return null;
        }
        control = null;
        return collected.flip();
    }

    // --- outbound half -----------------------------------------------------------------------------------------------

    /**
     * Encodes what RFC 6455 demands in answer to an event: a pong (section 5.5.2), the echo of a close frame (5.5.1) or
     * the close frame of a failed connection (7.1.7). Nothing for other events, or after a close frame was sent.
     *
     * @param event what {@link #receive} returned
     */
    public void answer(ProtocolEvent event) {
        if (event instanceof ProtocolEvent.PingReceived ping) {
            sendPong(ping.payload());
        } else if (event instanceof ProtocolEvent.CloseReceived close) {
            sendClose(ClosePayload.echo(close));
        } else if (event instanceof ProtocolEvent.Failed failed) {
            sendClose(ClosePayload.encode(failed));
        }
    }

    /**
     * Encodes a message or the next part of one as one frame, or several if it is above the largest frame to send.
     * Nothing after a close frame was sent.
     *
     * @param message the message or part; its kind counts for the first part only
     * @param last whether it ends the message
     * @param compress whether extensions may transform it; the first part decides for the message
     */
    public void sendMessage(Message message, boolean last, boolean compress) {
        sendMessage(message, last, compress, null);
    }

    /**
     * Encodes a message as {@link #sendMessage(Message, boolean, boolean)} does, masked or not, for tests of peers.
     *
     * @param message the message or part; its kind counts for the first part only
     * @param last whether it ends the message
     * @param compress whether extensions may transform it; the first part decides for the message
     * @param mask whether to mask; null for what the role demands (RFC 6455 section 5.1)
     */
    public void sendMessage(Message message, boolean last, boolean compress, @Nullable Boolean mask) {
        if (closeSent) {
            return;
        }
        if (extensions != null) {
            sendTransformed(transform(message, last, compress), mask);
        } else if (textInOneFrame() && mask == null && !message.hasBuffer()) {
            encoder.encode(last, sending.send(Opcode.TEXT, last), message.text());
        } else {
            sendFrames(encoder(mask), kind(message), message.buffer(), last, 0);
        }
    }

    private FrameEncoder encoder(@Nullable Boolean mask) {
        return mask == null ? encoder : encoder.masking(mask ? maskKeys : null);
    }

    /**
     * Encodes a text message as {@link #sendMessage} does.
     *
     * @param text the text
     */
    public void sendText(String text) {
        if (textInOneFrame() && !closeSent) {
            encoder.encode(true, sending.send(Opcode.TEXT, true), text);
        } else {
            sendMessage(Message.text(text), true, true);
        }
    }

    /**
     * Encodes a binary message as {@link #sendMessage} does.
     *
     * @param data the payload
     */
    public void sendBinary(ByteBuffer data) {
        if (extensions == null && !closeSent) {
            sendFrames(encoder, Opcode.BINARY, data, true, 0);
        } else {
            sendMessage(Message.binary(data), true, true);
        }
    }

    // Text goes from the string into the output without bytes between.
    private boolean textInOneFrame() {
        return extensions == null && mostPerFrame == Long.MAX_VALUE;
    }

    private static int kind(Message message) {
        return message.isBinary() ? Opcode.BINARY : Opcode.TEXT;
    }

    // Reserved bits belong to the first frame alone (RFC 7692 section 6.1).
    private void sendFrames(FrameEncoder frames, int kind, ByteBuffer payload, boolean last, int rsv) {
        ByteBuffer rest = payload;
        int bits = rsv;
        while (rest.remaining() > mostPerFrame) {
            int size = (int) mostPerFrame;
            frames.encode(false, bits, sending.send(kind, false), rest.slice(rest.position(), size));
            rest = rest.slice(rest.position() + size, rest.remaining() - size);
            bits = 0;
        }
        frames.encode(last, bits, sending.send(kind, last), rest);
    }

    /** {@return whether extensions transform data to be sent, so that {@link #transform} has work to do} */
    public boolean transforms() {
        return extensions != null;
    }

    /**
     * Lets the extensions transform a message or part, which may take long: for one thread at a time, which may do it
     * without the outbound lock. Then comes {@link #sendTransformed}.
     *
     * @param message the message or part; its kind counts for the first part only
     * @param last whether it ends the message
     * @param compress whether extensions may transform it; the first part decides for the message
     * @return the frame to send
     */
    public FramePart transform(Message message, boolean last, boolean compress) {
        int opcode = Opcode.CONTINUATION;
        if (sending.open() == 0) {
            opcode = kind(message);
            compressing = compress; // the first part decides for the message
        }
        FramePart frame =
                new FramePart(opcode, last, 0, true, true, message.buffer().duplicate());
        return extensions == null ? frame : extensions.apply(frame, compressing);
    }

    /**
     * Encodes what {@link #transform} gave.
     *
     * @param frame the frame, not to be used any more
     * @return false when nothing was encoded because a close frame was sent before
     */
    public boolean sendTransformed(FramePart frame) {
        return sendTransformed(frame, null);
    }

    /**
     * Encodes what {@link #transform} gave, masked or not, for tests of peers.
     *
     * @param frame the frame, not to be used any more
     * @param mask whether to mask; null for what the role demands
     * @return false when nothing was encoded because a close frame was sent before
     */
    public boolean sendTransformed(FramePart frame, @Nullable Boolean mask) {
        boolean sent = !closeSent;
        if (sent) {
            sendFrames(encoder(mask), frame.opcode(), frame.payload(), frame.fin(), frame.rsv());
        }
        if (extensions != null) {
            extensions.release();
        }
        return sent;
    }

    /** Frees what the extensions hold to transform what is sent; {@link #transform} must not be called after it. */
    public void endTransforming() {
        if (extensions != null) {
            extensions.closeOutbound();
        }
    }

    /** {@return the stage whose results can be shared among connections, if it is the only one; else null} */
    public @Nullable SharingStage sharing() {
        return extensions == null ? null : extensions.sharing();
    }

    /**
     * Appends a data frame that was encoded for a server before, outside a fragmented message.
     *
     * @param frame the bytes of a whole message in one frame
     * @return false when it must not be sent this way: after a close frame, or not {@link #fitsEncoded}
     */
    public boolean sendEncoded(ByteBuffer frame) {
        if (closeSent || !fitsEncoded(frame)) {
            return false;
        }
        encoder.append(frame);
        return true;
    }

    /**
     * Tells whether a frame that was encoded before can be sent as it is.
     *
     * @param frame the bytes of a whole message in one frame
     * @return false inside a fragmented message, or above the largest frame to send
     */
    public boolean fitsEncoded(ByteBuffer frame) {
        return sending.open() == 0 && frame.remaining() <= mostPerFrame;
    }

    /**
     * Encodes a ping.
     *
     * @param payload at most 125 bytes
     */
    public void sendPing(ByteBuffer payload) {
        sendControl(Opcode.PING, payload);
    }

    /**
     * Encodes a pong.
     *
     * @param payload at most 125 bytes
     */
    public void sendPong(ByteBuffer payload) {
        sendControl(Opcode.PONG, payload);
    }

    /**
     * Encodes a close frame, the last frame to be sent; nothing if there was one before.
     *
     * @param payload what {@link ClosePayload#encode} made
     */
    public void sendClose(ByteBuffer payload) {
        sendControl(Opcode.CLOSE, payload);
        closeSent = true;
    }

    /** Encodes an empty close frame. */
    public void sendClose() {
        sendClose(EMPTY);
    }

    private void sendControl(int opcode, ByteBuffer payload) {
        if (!closeSent) {
            encoder.encode(true, 0, opcode, payload);
        }
    }

    /** {@return whether a close frame was sent} */
    public boolean closeSent() {
        return closeSent;
    }

    /** {@return whether a message was begun with a part that was not its last} */
    public boolean insideMessage() {
        return sending.open() != 0;
    }
}
