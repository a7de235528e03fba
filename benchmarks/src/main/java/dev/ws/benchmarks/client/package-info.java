/** Compares clients: processor time and rate of round trips, all clients in one process against one server. */
@NullMarked
package dev.ws.benchmarks.client;

import org.jspecify.annotations.NullMarked;
