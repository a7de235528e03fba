package dev.ws.message;

import dev.ws.protocol.ProtocolEvent.MessagePart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects the payloads of a message's frames, each in an array of its own (C-040). Pump thread. */
public final class BinaryFragments implements PartSink {
    private final Consumer<List<ByteBuffer>> handler;
    private List<ByteBuffer> fragments = new ArrayList<>(0); // pump thread
    private @Nullable ByteBuffer open; // pump thread; frame whose payload is still arriving

    /**
     * Creates the sink.
     *
     * @param handler takes the list of a message's fragments, empty ones left out
     */
    public BinaryFragments(Consumer<List<ByteBuffer>> handler) {
        this.handler = handler;
    }

    @Override
    public void accept(MessagePart part) throws Exception {
        if (part.first()) {
            fragments = new ArrayList<>();
            open = null;
        }
        ByteBuffer payload = part.payload();
        ByteBuffer fragment = open;
        int needed = (fragment == null ? 0 : fragment.position()) + payload.remaining();
        if (fragment == null || fragment.remaining() < payload.remaining()) {
            // Grows with what arrived, at most fourfold, towards what was announced.
            long size = Math.min(needed + part.announced(), 4L * Math.max(needed, 1024));
            ByteBuffer bigger = ByteBuffer.allocate((int) Math.min(Math.max(size, needed), Integer.MAX_VALUE - 8));
            if (fragment != null) {
                bigger.put(fragment.flip());
            }
            fragment = bigger;
        }
        fragment.put(payload);
        open = fragment;
        if (part.endOfFrame()) {
            if (fragment.position() > 0) {
                fragments.add(fragment.flip());
            }
            open = null;
        }
        if (part.last()) {
            List<ByteBuffer> whole = fragments;
            fragments = List.of();
            handler.accept(whole);
        }
    }

    @Override
    public void abort(Throwable cause) {
        fragments = List.of();
        open = null;
    }
}
