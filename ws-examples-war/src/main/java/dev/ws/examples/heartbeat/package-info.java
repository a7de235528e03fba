/** Finds broken connections with pings, by hand and by an option. */
@NullMarked
package dev.ws.examples.heartbeat;

import org.jspecify.annotations.NullMarked;
