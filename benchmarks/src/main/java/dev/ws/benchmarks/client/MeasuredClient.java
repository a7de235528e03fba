package dev.ws.benchmarks.client;

import java.net.URI;

/** A client library behind the least that the benchmark needs. Opened and closed by the main thread. */
interface MeasuredClient {
    /** One open connection. */
    interface Connection {
        /** Sends a text message; called by the main thread, then by the thread that delivers. */
        void send(String text);

        /** Ends the connection. */
        void close();
    }

    /** Told of each text message, on the library's own thread. */
    interface Receiver {
        /** A message arrived. */
        void received(String text);
    }

    /** {@return how the table names it} */
    String name();

    /** Opens a connection; returns when it can be used. */
    Connection open(URI url, Receiver receiver) throws Exception;

    /** Ends what the connections shared. */
    void end() throws InterruptedException;
}
