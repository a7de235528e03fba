package dev.ws.server;

/**
 * How the connections of a server ended at its shutdown.
 *
 * @param closed those that ended before the deadline, normally by the closing handshake
 * @param timedOut those that were cut at the deadline
 */
public record ShutdownReport(int closed, int timedOut) {}
