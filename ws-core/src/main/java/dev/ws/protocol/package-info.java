/** The protocol engine: bytes in, events out, bytes to send; no I/O. May change between releases. */
@NullMarked
package dev.ws.protocol;

import org.jspecify.annotations.NullMarked;
