package dev.ws.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a transport tells its connection. {@code readable} and {@code writable} may come from different threads at the
 * same time; each is never called twice at once.
 */
public interface TransportEvents {
    /** There is something to read, or the end of input, or an error that the next read will throw. */
    void readable();

    /** More can be written or flushed, or an error that the next write will throw. */
    void writable();

    /**
     * The connection is gone: neither reading nor writing is possible any more. Called at most once. A {@code writable}
     * that was on its way in another thread may still come in after it, and finds that writing fails.
     *
     * @param cause what broke it; null after {@link Transport#close()}, {@link Transport#abort()} or an orderly end
     */
    void closed(@Nullable Throwable cause);
}
