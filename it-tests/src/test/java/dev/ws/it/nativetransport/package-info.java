/** The transports over a container's own connection, tested without the engine: raw bytes over raw sockets. */
@NullMarked
package dev.ws.it.nativetransport;

import org.jspecify.annotations.NullMarked;
