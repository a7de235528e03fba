package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code HttpServletRequest.upgrade} creates; public only because containers ask for that. The container calls
 * {@code init}, the upgrade calls {@code bind}: whichever comes second starts the connection, since containers differ in
 * the order.
 */
public final class UpgradeHandler implements HttpUpgradeHandler {
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Binding binding; // lock; forgotten when the connection starts
    private @Nullable WebConnection connection; // lock; forgotten when the connection starts
    private @Nullable ServletTransport transport; // lock
    private boolean destroyed; // lock

    private record Binding(
            Consumer<Transport> opener,
            Executor executor,
            @Nullable JettyRepair repair) {}

    /** Called by the container. */
    public UpgradeHandler() {}

    void bind(Consumer<Transport> opener, Executor executor, @Nullable JettyRepair repair) {
        startWith(new Binding(opener, executor, repair), null);
    }

    @Override
    public void init(WebConnection wc) {
        startWith(null, wc);
    }

    @Override
    public void destroy() {
        ServletTransport known;
        lock.lock();
        try {
            destroyed = true; // maybe before there is a connection: the peer may go while the 101 is on its way
            known = transport;
        } finally {
            lock.unlock();
        }
        if (known != null) {
            known.destroyed();
        }
    }

    private void startWith(@Nullable Binding bound, @Nullable WebConnection opened) {
        lock.lock();
        try {
            binding = bound == null ? binding : bound;
            connection = opened == null ? connection : opened;
            bound = binding;
            opened = connection;
            if (bound == null || opened == null) {
                return;
            }
            binding = null;
            connection = null;
        } finally {
            lock.unlock();
        }
        start(bound, opened);
    }

    private void start(Binding bound, WebConnection opened) {
        try {
            if (bound.repair() != null) {
                bound.repair().apply();
            }
            ContainerHabits habits = ContainerHabits.of(opened, bound.executor(), bound.repair());
            ServletTransport created = new ServletTransport(opened, habits, bound.executor());
            bound.opener().accept(created);
            if (isDestroyedBefore(created)) {
                created.destroyed();
            }
        } catch (IOException | ReflectiveOperationException e) {
            try {
                opened.close();
            } catch (Exception suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new IllegalStateException("the upgraded connection could not be opened", e);
        }
    }

    private boolean isDestroyedBefore(ServletTransport created) {
        lock.lock();
        try {
            transport = created;
            return destroyed;
        } finally {
            lock.unlock();
        }
    }
}
