/** Passes messages on, to everybody or to everybody but the sender. */
@NullMarked
package dev.ws.examples.broadcast;

import org.jspecify.annotations.NullMarked;
