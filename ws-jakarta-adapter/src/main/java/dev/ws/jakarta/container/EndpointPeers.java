package dev.ws.jakarta.container;

import dev.ws.jakarta.session.OpenSessions;
import java.util.IdentityHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The open sessions of each client endpoint, as long as it has any: of one instance, or of all instances of a class. Any thread. */
final class EndpointPeers {
    private final ReentrantLock lock = new ReentrantLock();
    private final IdentityHashMap<Object, Peers> byEndpoint = new IdentityHashMap<>(); // lock

    private static final class Peers {
        final OpenSessions sessions = new OpenSessions();
        int users; // lock
    }

    /** A session of the endpoint is about to come. */
    OpenSessions enter(Object endpoint) {
        lock.lock();
        try {
            Peers peers = byEndpoint.computeIfAbsent(endpoint, first -> new Peers());
            peers.users++;
            return peers.sessions;
        } finally {
            lock.unlock();
        }
    }

    /** It is gone, or never came. Once for each {@link #enter}. */
    void leave(Object endpoint) {
        lock.lock();
        try {
            byEndpoint.computeIfPresent(endpoint, (same, peers) -> --peers.users == 0 ? null : peers);
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether no endpoint has sessions} */
    boolean isEmpty() {
        lock.lock();
        try {
            return byEndpoint.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
