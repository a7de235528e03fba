package dev.ws.client;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Finds the addresses of a host. Thread-safe. */
@FunctionalInterface
public interface Resolver {
    /**
     * Resolves a name. Must not block; the client's default asks the JVM's resolver on the runtime's executor.
     *
     * @param host a name, never an address in digits
     * @return the addresses, to be tried in this order, or a failure such as {@link java.net.UnknownHostException}
     */
    CompletionStage<List<InetAddress>> resolve(String host);
}
