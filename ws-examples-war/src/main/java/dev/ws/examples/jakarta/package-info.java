/** The examples once more, written against {@code jakarta.websocket}: the same pages use them. */
@NullMarked
package dev.ws.examples.jakarta;

import org.jspecify.annotations.NullMarked;
