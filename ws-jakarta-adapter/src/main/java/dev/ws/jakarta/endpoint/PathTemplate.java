package dev.ws.jakarta.endpoint;

import jakarta.websocket.DeploymentException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The path of an endpoint: a URI template of level 1 (specification 3.1.1). Immutable. */
public final class PathTemplate {
    private PathTemplate() {}

    /**
     * Parses a path.
     *
     * @throws DeploymentException naming the path and the rule it breaks
     */
    public static PathTemplate of(String path) throws DeploymentException {
        throw new UnsupportedOperationException();
    }

    /** {@return the names of the variables in order} */
    public List<String> variables() {
        throw new UnsupportedOperationException();
    }

    /** {@return the values of the variables, decoded; null if the path, below the context path and as sent, does not match} */
    public @Nullable Map<String, String> match(String path) {
        throw new UnsupportedOperationException();
    }
}
