package dev.ws.jakarta.endpoint;

import jakarta.websocket.DeploymentException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The path of an endpoint: a URI template of level 1 (specification 3.1.1), whose variables stand for whole segments. A slash
 * at the end matters only in paths without variables. Immutable.
 */
public final class PathTemplate {
    /** A part between slashes: literal text, decoded, or the name of a variable. */
    private record Segment(String text, boolean variable) {}

    private final String path;
    private final List<Segment> segments;
    private final List<String> variables;
    private final String key;

    private PathTemplate(String path, List<Segment> segments, List<String> variables, String key) {
        this.path = path;
        this.segments = List.copyOf(segments);
        this.variables = List.copyOf(variables);
        this.key = key;
    }

    /**
     * Parses a path.
     *
     * @throws DeploymentException naming the path and the rule it breaks
     */
    public static PathTemplate of(String path) throws DeploymentException {
        if (!path.startsWith("/")) {
            throw broken(path, "must start with '/'");
        }
        for (String part : List.of("//", "/./", "/../")) {
            if ((path + (part.equals("//") ? "" : "/")).contains(part)) {
                throw broken(path, "must not contain '" + part + "'");
            }
        }
        List<String> variables = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        for (String part : path.substring(1).split("/", -1)) {
            segments.add(segment(path, part, variables));
        }
        if (!variables.isEmpty() && segments.get(segments.size() - 1).text().isEmpty()) {
            segments.remove(segments.size() - 1);
        }
        return new PathTemplate(path, segments, variables, key(segments));
    }

    private static Segment segment(String path, String part, List<String> variables) throws DeploymentException {
        if (part.startsWith("{") && part.endsWith("}")) {
            String name = part.substring(1, part.length() - 1);
            if (name.isEmpty() || name.contains("{") || name.contains("}")) {
                throw broken(path, "'" + part + "' is no variable: one name between braces is");
            }
            if (variables.contains(name)) {
                throw broken(path, "has the variable '" + name + "' twice");
            }
            variables.add(name);
            return new Segment(name, true);
        }
        if (part.contains("{") || part.contains("}")) {
            throw broken(path, "'" + part + "' mixes text and variable, a variable stands for a whole segment");
        }
        List<String> decoded = RequestPath.segments("/" + part);
        if (decoded == null) {
            throw broken(path, "'" + part + "' has a bad percent-encoding");
        }
        return new Segment(decoded.get(0), false);
    }

    private static DeploymentException broken(String path, String rule) {
        return new DeploymentException("path '" + path + "' " + rule);
    }

    // Equal for equivalent templates: the names of variables do not count. No literal has a brace in its key.
    private static String key(List<Segment> segments) {
        StringBuilder key = new StringBuilder();
        for (Segment segment : segments) {
            key.append(segment.variable() ? "/{}" : RequestPath.key(List.of(segment.text())));
        }
        return key.toString();
    }

    /** {@return the names of the variables in order} */
    public List<String> variables() {
        return variables;
    }

    /** {@return the values of the variables in order, decoded; null if the path, below the context path and as sent, does not match} */
    public @Nullable Map<String, String> match(String path) {
        List<String> request = RequestPath.segments(path);
        return request == null ? null : match(request);
    }

    @Nullable Map<String, String> match(List<String> request) {
        int size = request.size();
        if (!variables.isEmpty() && size > 1 && request.get(size - 1).isEmpty()) {
            size--;
        }
        if (size != segments.size()) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>(2 * variables.size());
        for (int i = 0; i < size; i++) {
            Segment segment = segments.get(i);
            String value = request.get(i);
            if (!segment.variable()) {
                if (!segment.text().equals(value)) {
                    return null;
                }
            } else if (value.isEmpty()) {
                return null;
            } else {
                values.put(segment.text(), value);
            }
        }
        // The small copy of several would forget their order.
        return values.size() < 2 ? Map.copyOf(values) : Collections.unmodifiableMap(values);
    }

    /** {@return what is the same for equivalent templates only; the request's own key where there are no variables} */
    String key() {
        return key;
    }

    /** {@return less than zero when this one is the better match of paths that both match: the first exact segment decides} */
    int compare(PathTemplate other) {
        int common = Math.min(segments.size(), other.segments.size());
        for (int i = 0; i < common; i++) {
            boolean variable = segments.get(i).variable();
            if (variable != other.segments.get(i).variable()) {
                return variable ? 1 : -1;
            }
        }
        return 0;
    }

    /** {@return the path as given} */
    @Override
    public String toString() {
        return path;
    }
}
