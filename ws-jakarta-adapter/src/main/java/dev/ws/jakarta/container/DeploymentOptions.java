package dev.ws.jakarta.container;

import dev.ws.jakarta.EndpointOptions;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a web application that are for the Jakarta adapter. Immutable; read at deployment. The names and their
 * order are described at {@link EndpointOptions}.
 */
public final class DeploymentOptions {
    private static final String SWITCH = "dev.ws.jakarta";
    private static final String SESSION_POLICY = "sessionPolicy";
    private static final Pattern NAME = Pattern.compile("dev\\.ws\\.jakarta(\\[/[^\\]]*\\])?\\.(\\w+)");
    private static final String TOMCAT = "org.apache.tomcat.websocket.";

    private final UnaryOperator<@Nullable String> parameters;

    DeploymentOptions(UnaryOperator<@Nullable String> parameters) {
        this.parameters = parameters;
    }

    /**
     * The options of a web application: context parameters, and in their absence system properties.
     *
     * @param context the web application
     * @return its options
     * @throws DeploymentException when a context parameter names an option that does not exist
     */
    public static DeploymentOptions of(ServletContext context) throws DeploymentException {
        requireKnown(Collections.list(context.getInitParameterNames()));
        return new DeploymentOptions(name -> {
            String value = context.getInitParameter(name);
            return value == null ? System.getProperty(name) : value;
        });
    }

    static void requireKnown(Collection<String> names) throws DeploymentException {
        List<String> keys = Arrays.stream(Option.values()).map(Option::key).toList();
        for (String name : names) {
            if (name.startsWith(SWITCH) && !name.equals(SWITCH)) {
                Matcher matcher = NAME.matcher(name);
                boolean known = matcher.matches()
                        && (keys.contains(matcher.group(2))
                                || (matcher.group(1) == null && matcher.group(2).equals(SESSION_POLICY)));
                if (!known) {
                    throw new DeploymentException(
                            "there is no option \"" + name + "\"; there are " + SWITCH + "." + SESSION_POLICY
                                    + ", and as " + SWITCH + ".NAME or " + SWITCH + "[/path].NAME: "
                                    + keys.stream().collect(Collectors.joining(", ")));
                }
            }
        }
    }

    /**
     * Tells whether this implementation serves the web application.
     *
     * @return false when {@code dev.ws.jakarta} is {@code off}
     * @throws DeploymentException when it is neither on nor off
     */
    public boolean enabled() throws DeploymentException {
        String value = parameter(SWITCH);
        try {
            return value == null || OptionValue.onOff(value);
        } catch (IllegalArgumentException e) {
            throw bad(SWITCH, value, e);
        }
    }

    /** {@return what {@code dev.ws.jakarta.sessionPolicy} says, unchecked; null if it is not set} */
    public @Nullable String sessionPolicy() {
        return parameter(SWITCH + "." + SESSION_POLICY);
    }

    /** The size that Tomcat's context parameter names, for whole messages; null if it is not set. */
    @Nullable Integer tomcatBufferSize(String kind) throws DeploymentException {
        String name = TOMCAT + kind + "BufferSize";
        String value = parameter(name);
        try {
            return value == null ? null : OptionValue.number(value, 1, Integer.MAX_VALUE);
        } catch (IllegalArgumentException e) {
            throw bad(name, value, e);
        }
    }

    /** Tells whether an option is set for this very path. */
    boolean namesPath(String path) {
        return Arrays.stream(Option.values()).anyMatch(option -> parameter(forPath(path, option)) != null);
    }

    /**
     * The settings of an endpoint.
     *
     * @throws DeploymentException naming the option and what would be right
     */
    EndpointSettings settings(String path, Class<?> endpoint) throws DeploymentException {
        EndpointOptions annotation = endpoint.getAnnotation(EndpointOptions.class);
        EndpointSettings.Builder settings = new EndpointSettings.Builder();
        for (Option option : Option.values()) {
            String name = forPath(path, option);
            String value = parameter(name);
            if (value == null && annotation != null && !option.in(annotation).isBlank()) {
                name = "@EndpointOptions(" + option.key() + ") of " + endpoint.getName();
                value = option.in(annotation).strip();
            }
            if (value == null) {
                name = SWITCH + "." + option.key();
                value = parameter(name);
            }
            if (value != null) {
                set(settings, option, name, value);
            }
        }
        return settings.build();
    }

    // Built each time, so that a value outside its range is told with its name.
    private static void set(EndpointSettings.Builder settings, Option option, String name, String value)
            throws DeploymentException {
        try {
            option.set(settings, value);
            settings.build();
        } catch (IllegalArgumentException e) {
            throw bad(name, value, e);
        }
    }

    private static String forPath(String path, Option option) {
        return SWITCH + "[" + path + "]." + option.key();
    }

    private @Nullable String parameter(String name) {
        String value = parameters.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static DeploymentException bad(String name, @Nullable String value, IllegalArgumentException cause) {
        return new DeploymentException(name + " is \"" + value + "\": " + cause.getMessage(), cause);
    }
}
