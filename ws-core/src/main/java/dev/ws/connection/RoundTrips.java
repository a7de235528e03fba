package dev.ws.connection;

import dev.ws.ConnectionClosedException;
import dev.ws.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Pings whose pongs are awaited, oldest first. A pong that answers one answers those before it too: a peer may answer
 * only the latest of several pings (RFC 6455 section 5.5.3). Created when a connection first asks for one.
 */
final class RoundTrips {
    static final int MOST = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Trip> trips = new ArrayDeque<>(2); // lock

    private record Trip(long payload, long start, CompletableFuture<Duration> result) {}

    /** Sends a ping. Any thread. */
    CompletableFuture<Duration> start(WebSocket ws) {
        // Random, so that no pong to a ping of the application is taken for an answer.
        Trip trip = new Trip(ThreadLocalRandom.current().nextLong(), System.nanoTime(), new CompletableFuture<>());
        lock.lock();
        try {
            trips.removeIf(earlier -> earlier.result.isDone()); // cancelled
            if (trips.size() == MOST) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException(MOST + " pings are awaiting their pongs already"));
            }
            trips.add(trip);
        } finally {
            lock.unlock();
        }
        try {
            ws.ping(ByteBuffer.allocate(Long.BYTES).putLong(trip.payload).flip(), failure -> {
                if (failure != null) {
                    fail(trip, failure);
                }
            });
        } catch (IllegalStateException connecting) {
            fail(trip, connecting);
            throw connecting;
        }
        return trip.result;
    }

    private void fail(Trip trip, Throwable failure) {
        lock.lock();
        try {
            trips.remove(trip);
        } finally {
            lock.unlock();
        }
        trip.result.completeExceptionally(failure);
    }

    /** A pong arrived. Pump thread. */
    void pong(ByteBuffer payload) {
        if (payload.remaining() != Long.BYTES) {
            return;
        }
        List<Trip> answered = take(payload.getLong(payload.position()));
        long now = System.nanoTime();
        for (Trip trip : answered) {
            trip.result.complete(Duration.ofNanos(now - trip.start));
        }
    }

    // The trip with this payload and all before it; none if it is unknown.
    private List<Trip> take(long payload) {
        List<Trip> taken = new ArrayList<>();
        lock.lock();
        try {
            if (trips.stream().anyMatch(trip -> trip.payload == payload)) {
                Iterator<Trip> oldest = trips.iterator();
                Trip trip;
                do {
                    trip = oldest.next();
                    oldest.remove();
                    taken.add(trip);
                } while (trip.payload != payload);
            }
        } finally {
            lock.unlock();
        }
        return taken;
    }

    /** The connection ended. Pump thread. */
    void end(@Nullable Throwable cause) {
        List<Trip> open;
        lock.lock();
        try {
            open = List.copyOf(trips);
            trips.clear();
        } finally {
            lock.unlock();
        }
        for (Trip trip : open) {
            String fact = "the connection ended before the pong";
            trip.result.completeExceptionally(
                    cause == null ? new ConnectionClosedException(fact) : new ConnectionClosedException(fact, cause));
        }
    }
}
