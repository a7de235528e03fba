package dev.ws.benchmarks.servers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line. Read twice, by the launcher to choose the class path and by the server inside it.
 *
 * @param container one of {@link #CONTAINERS}
 * @param api one of {@link #APIS}
 * @param port the port on 127.0.0.1, 0 for a free one
 * @param deflate whether permessage-deflate is agreed when a client offers it
 */
record ServerOptions(String container, String api, int port, boolean deflate) {
    static final List<String> CONTAINERS =
            List.of("tomcat", "tomcat10", "jetty", "jetty-ee10", "undertow", "standalone");
    static final List<String> APIS = List.of("ws", "jakarta", "native");
    static final String USAGE = """
            usage: java -jar servers.jar conformance-client --api ws|jakarta --url ws://HOST:PORT
                   java -jar servers.jar --container C --api A --port N [--deflate on|off]
              --container  tomcat (11), tomcat10 (10.1), jetty (12.1, EE 11), jetty-ee10 (12.1, EE 10), undertow,
                           standalone (no container, --api ws only)
              --api        ws (this project), jakarta (this project through jakarta.websocket) or native (the
                           container's own WebSocket)
              --port       on 127.0.0.1; 0 takes a free one
              --deflate    whether permessage-deflate is agreed when offered; off if not given
            """;

    /**
     * Reads the arguments.
     *
     * @throws IllegalArgumentException when they are not as in {@link #USAGE}
     */
    static ServerOptions parse(String... args) {
        String container = null;
        String api = null;
        String port = null;
        String deflate = null;
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--container" -> container = once(args[i], container, value);
                case "--api" -> api = once(args[i], api, value);
                case "--port" -> port = once(args[i], port, value);
                case "--deflate" -> deflate = once(args[i], deflate, value);
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        String known = oneOf("--container", CONTAINERS, container);
        return new ServerOptions(
                known,
                oneOf("--api", apisOf(known), api),
                portNumber(port),
                oneOf("--deflate", List.of("on", "off"), deflate == null ? "off" : deflate)
                        .equals("on"));
    }

    /** {@return what a container can be measured with} */
    static List<String> apisOf(String container) {
        return container.equals("standalone") ? List.of("ws") : APIS;
    }

    private static String once(String option, @Nullable String before, String value) {
        if (before != null) {
            throw new IllegalArgumentException(option + " is given twice");
        }
        return value;
    }

    private static String oneOf(String option, List<String> allowed, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing");
        }
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(option + " is " + value + ", must be one of " + allowed);
        }
        return value;
    }

    private static int portNumber(@Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("--port is missing");
        }
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65535) {
            throw new IllegalArgumentException("--port is " + value + ", must be 0 to 65535");
        }
        return Integer.parseInt(value);
    }
}
