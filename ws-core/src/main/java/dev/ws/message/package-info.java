/** Sinks that receive messages whole, in parts, as fragments or streams, and the streams that send them. */
@NullMarked
package dev.ws.message;

import org.jspecify.annotations.NullMarked;
