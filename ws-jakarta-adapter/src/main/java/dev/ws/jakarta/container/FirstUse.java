package dev.ws.jakarta.container;

import dev.ws.jakarta.InstanceProvider;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a class of the application, made when it is used first, because what it wants injected may not be there
 * at deployment. Any thread.
 */
final class FirstUse<T> implements Supplier<T> {
    private final Class<? extends T> type;
    private final InstanceProvider instances;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable T made; // written under lock, once

    FirstUse(Class<? extends T> type, InstanceProvider instances) {
        this.type = type;
        this.instances = instances;
    }

    @Override
    public T get() {
        T known = made;
        return known == null ? make() : known;
    }

    private T make() {
        lock.lock();
        try {
            T known = made;
            if (known == null) {
                known = instances.create(type);
                made = known;
            }
            return known;
        } catch (InstantiationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
