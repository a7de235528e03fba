package dev.ws.benchmarks.servers;

/** One container with the measured paths. Made, started and stopped once; start on the main thread, stop on another. */
interface ContainerServer {
    /** Starts and returns the port that it listens on. */
    int start() throws Exception;

    /** Closes all connections and ends. */
    void stop() throws Exception;
}
