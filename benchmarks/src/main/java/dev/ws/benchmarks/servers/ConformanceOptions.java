package dev.ws.benchmarks.servers;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The command line of the conformance client: {@code conformance-client --api ws|jakarta --url ws://HOST:PORT}.
 *
 * @param api one of {@link #APIS}
 * @param url the testing server, without a path
 */
record ConformanceOptions(String api, String url) {
    static final String COMMAND = "conformance-client";
    static final List<String> APIS = List.of("ws", "jakarta");

    /** {@return whether a command line is meant for the conformance client} */
    static boolean meant(String... args) {
        return args.length > 0 && args[0].equals(COMMAND);
    }

    /**
     * Reads the arguments, the first of which is the command.
     *
     * @throws IllegalArgumentException when they are not as in {@link ServerOptions#USAGE}
     */
    static ConformanceOptions parse(String... args) {
        Map<String, String> given = new TreeMap<>();
        for (int i = 1; i < args.length; i += 2) {
            if (!List.of("--api", "--url").contains(args[i])) {
                throw new IllegalArgumentException("unknown option " + args[i]);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            if (given.put(args[i], args[i + 1]) != null) {
                throw new IllegalArgumentException(args[i] + " is given twice");
            }
        }
        String api = given.get("--api");
        String url = given.get("--url");
        if (api == null || !APIS.contains(api)) {
            throw new IllegalArgumentException("--api is " + api + ", must be one of " + APIS);
        }
        if (url == null || !url.matches("wss?://[^/?#]+/?")) {
            throw new IllegalArgumentException("--url is " + url + ", must be ws://HOST:PORT");
        }
        return new ConformanceOptions(api, url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }
}
