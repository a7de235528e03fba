package dev.ws.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.SocketException;

/** Says which address could not be bound, as the JDK does not: the same exception with its address, for the log of a server. */
final class BindFailure {
    private BindFailure() {}

    /** Binds a socket. */
    @FunctionalInterface
    interface Bind {
        void run() throws IOException;
    }

    /**
     * Binds, and names the address when that fails.
     *
     * @param address what is bound: host and port, or the file of a UNIX domain socket
     * @param bind does it
     * @throws IOException of the same class as what was thrown, which is its cause
     */
    static void naming(SocketAddress address, Bind bind) throws IOException {
        try {
            bind.run();
        } catch (IOException failure) {
            throw named(address, failure);
        }
    }

    private static IOException named(SocketAddress address, IOException failure) {
        SocketException named;
        String text = failure.getMessage() + ": " + address;
        if (failure.getClass() == BindException.class) {
            named = new BindException(text);
        } else if (failure.getClass() == SocketException.class) {
            named = new SocketException(text);
        } else {
            return failure;
        }
        named.initCause(failure);
        return named;
    }
}
