package dev.ws.jakarta.session;

import dev.ws.MessageSink;
import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/**
 * Counts the parts of each message for a handler that has a limit. Pump thread.
 *
 * @param <T> a part
 */
final class CountedParts<T> implements MessageSink<T> {
    private final MessageSink<T> sink;
    private final ToLongFunction<T> size;
    private final long max;
    private ByteCount count; // pump thread

    private CountedParts(MessageSink<T> sink, ToLongFunction<T> size, long max) {
        this.sink = sink;
        this.size = size;
        this.max = max;
        this.count = new ByteCount(max);
    }

    static MessageSink<String> text(MessageSink<String> sink, long max) {
        return new CountedParts<>(sink, ByteCount::utf8, max);
    }

    static MessageSink<ByteBuffer> binary(MessageSink<ByteBuffer> sink, long max) {
        return new CountedParts<>(sink, ByteBuffer::remaining, max);
    }

    @Override
    public void accept(T part, boolean last) throws Exception {
        count.add(size.applyAsLong(part));
        if (last) {
            count = new ByteCount(max);
        }
        sink.accept(part, last);
    }
}
