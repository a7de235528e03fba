package dev.ws.jakarta.endpoint;

import jakarta.websocket.DeploymentException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is deployed at which path. Any thread; deployments may come while requests are matched.
 *
 * @param <V> what is found
 */
public final class PathTable<V> {
    /** Creates an empty table. */
    public PathTable() {}

    /** What a path led to. */
    public record Match<V>(V value, Map<String, String> parameters) {}

    /**
     * Adds a value.
     *
     * @throws DeploymentException when there is one at the same or an equivalent path
     */
    public void add(PathTemplate template, V value) throws DeploymentException {
        throw new UnsupportedOperationException();
    }

    /** Removes what is at a path. */
    public void remove(PathTemplate template) {
        throw new UnsupportedOperationException();
    }

    /** {@return the best match of a path below the context path, as sent; null if there is none} */
    public @Nullable Match<V> find(String path) {
        throw new UnsupportedOperationException();
    }
}
