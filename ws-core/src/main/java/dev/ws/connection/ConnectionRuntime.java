package dev.ws.connection;

import java.util.concurrent.Executor;

/** What connections share: timer, executor and buffers. One per server, client or web application. Skeleton. */
public final class ConnectionRuntime implements AutoCloseable {
    private final Executor executor;

    private ConnectionRuntime(Executor executor) {
        this.executor = executor;
    }

    /** {@return a runtime with an executor of its own: virtual threads where the runtime has them, else daemon threads on demand} */
    public static ConnectionRuntime create() {
        return new ConnectionRuntime(Runnable::run);
    }

    /**
     * A runtime whose callbacks run on a given executor.
     *
     * @param executor can always start one more task; not shut down by {@link #close()}
     * @return the runtime
     */
    public static ConnectionRuntime create(Executor executor) {
        return new ConnectionRuntime(executor);
    }

    /** {@return the executor of callbacks and stream handlers} */
    public Executor executor() {
        return executor;
    }

    /** Ends the threads that this runtime started. Open connections must be gone. */
    @Override
    public void close() {}
}
