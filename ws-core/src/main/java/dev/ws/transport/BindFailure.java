package dev.ws.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.SocketException;

/** Says which address could not be bound, as the JDK does not: the same exception with its address, for the log of a server. */
final class BindFailure {
    private BindFailure() {}

    /**
     * Names the address.
     *
     * @param failure what {@code bind} threw
     * @param address what was to be bound: host and port, or the file of a UNIX domain socket
     * @return an exception of the same class, whose cause is the first one; others as they are
     */
    static IOException at(SocketAddress address, IOException failure) {
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
