/** Drives the protocol over a transport: pump, queue, timers. May change between releases. */
@NullMarked
package dev.ws.connection;

import org.jspecify.annotations.NullMarked;
