package dev.ws.jakarta.endpoint;

import dev.ws.jakarta.coder.Primitives;
import jakarta.websocket.DecodeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of all path parameters of an endpoint's methods for one connection, converted once. Immutable. */
final class PathValues {
    private static final PathValues NONE = new PathValues(new Object[0], new DecodeException[0]);

    private final @Nullable Object[] values;
    private final @Nullable DecodeException[] failures;

    private PathValues(@Nullable Object[] values, @Nullable DecodeException[] failures) {
        this.values = values;
        this.failures = failures;
    }

    /** A parameter: the variable it is of, and its type, a String, primitive or box. */
    private record Parameter(String name, Class<?> type) {}

    /** The different path parameters of the methods, collected at deployment. */
    static final class Parameters {
        private final List<Parameter> parameters = new ArrayList<>();

        /** {@return the index of the parameter's value} */
        int index(String name, Class<?> type) {
            Parameter parameter = new Parameter(name, type);
            int index = parameters.indexOf(parameter);
            if (index < 0) {
                index = parameters.size();
                parameters.add(parameter);
            }
            return index;
        }

        /** Converts the values of a connection. What cannot be converted fails the methods that want it. */
        PathValues of(Map<String, String> path) {
            int size = parameters.size();
            if (size == 0) {
                return NONE;
            }
            @Nullable Object[] values = new Object[size];
            @Nullable DecodeException[] failures = new DecodeException[size];
            for (int i = 0; i < size; i++) {
                Parameter parameter = parameters.get(i);
                try {
                    values[i] = convert(parameter, path.get(parameter.name()));
                } catch (DecodeException e) {
                    failures[i] = new DecodeException(
                            e.getText(), "path parameter '" + parameter.name() + "': " + e.getMessage(), e);
                }
            }
            return new PathValues(values, failures);
        }

        private static @Nullable Object convert(Parameter parameter, @Nullable String value) throws DecodeException {
            if (value == null && parameter.type() == Boolean.class) {
                return false; // as the specification's test kit wants it, of this box alone
            }
            if (value == null && parameter.type().isPrimitive()) {
                throw new DecodeException(
                        "", "no value for a " + parameter.type().getName());
            }
            return value == null || parameter.type() == String.class
                    ? value
                    : Primitives.decode(parameter.type(), value);
        }
    }

    /** {@return the values by index} */
    @Nullable Object[] values() {
        return values;
    }

    /** Fails when one of the values could not be converted. */
    void check(int[] indexes) throws DecodeException {
        for (int index : indexes) {
            DecodeException failure = failures[index];
            if (failure != null) {
                throw failure;
            }
        }
    }
}
