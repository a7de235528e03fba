package dev.ws.jakarta.endpoint;

import jakarta.websocket.DeploymentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is deployed at which path. Any thread; deployments may come while requests are matched. An exact match allocates
 * nothing.
 *
 * @param <V> what is found
 */
public final class PathTable<V> {
    private final ConcurrentMap<String, Entry<V>> exact = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<Entry<V>> templates = List.of(); // lock; the better match first

    /** Creates an empty table. */
    public PathTable() {}

    /** What a path led to. */
    public record Match<V>(V value, Map<String, String> parameters) {}

    private record Entry<V>(PathTemplate template, Match<V> match) {}

    /**
     * Adds a value.
     *
     * @throws DeploymentException when there is one at the same or an equivalent path
     */
    public void add(PathTemplate template, V value) throws DeploymentException {
        Entry<V> entry = new Entry<>(template, new Match<>(value, Map.of()));
        lock.lock();
        try {
            Entry<V> there = there(template);
            if (there != null) {
                throw new DeploymentException("path '" + template + "' is taken: '" + there.template()
                        + "' is deployed already, which matches the same paths");
            }
            if (template.variables().isEmpty()) {
                exact.put(template.key(), entry);
            } else {
                List<Entry<V>> more = new ArrayList<>(templates);
                more.add(entry);
                more.sort((one, other) -> one.template().compare(other.template()));
                templates = List.copyOf(more);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Entry<V> there(PathTemplate template) {
        if (template.variables().isEmpty()) {
            return exact.get(template.key());
        }
        for (Entry<V> entry : templates) {
            if (entry.template().key().equals(template.key())) {
                return entry;
            }
        }
        return null;
    }

    /** Removes what is at a path. */
    public void remove(PathTemplate template) {
        lock.lock();
        try {
            if (template.variables().isEmpty()) {
                exact.remove(template.key());
            } else {
                templates = templates.stream()
                        .filter(entry -> !entry.template().key().equals(template.key()))
                        .toList();
            }
        } finally {
            lock.unlock();
        }
    }

    // It is not the value of a variable: whoever adds a slash to a deployed path does not mean another endpoint.
    private boolean namesOneWithoutItsSlash(List<String> request) {
        int last = request.size() - 1;
        return last > 0 && request.get(last).isEmpty() && exact.containsKey(RequestPath.key(request.subList(0, last)));
    }

    /** {@return the best match of a path below the context path, as sent; null if there is none} */
    public @Nullable Match<V> find(String path) {
        Entry<V> found = exact.get(path);
        if (found != null) {
            return found.match();
        }
        List<Entry<V>> candidates = templates;
        if (candidates.isEmpty() && RequestPath.isNormal(path)) {
            return null;
        }
        List<String> request = RequestPath.segments(path);
        if (request == null) {
            return null;
        }
        found = exact.get(RequestPath.key(request));
        if (found != null) {
            return found.match();
        }
        if (namesOneWithoutItsSlash(request)) {
            return null;
        }
        for (Entry<V> candidate : candidates) {
            Map<String, String> parameters = candidate.template().match(request);
            if (parameters != null) {
                return new Match<>(candidate.match().value(), parameters);
            }
        }
        return null;
    }
}
