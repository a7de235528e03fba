/**
 * What peers may do to a connection, on every container with every transport and dispatch: vanish in every way, trickle,
 * burst, and send requests behind the end. Each container runs in a JVM of its own, so that what is left behind there and
 * what it logs can be told.
 */
@NullMarked
package dev.ws.it.bridge;

import org.jspecify.annotations.NullMarked;
