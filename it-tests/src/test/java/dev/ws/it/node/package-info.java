/** Node's {@code ws}, the model of this library, as a peer. */
@NullMarked
package dev.ws.it.node;

import org.jspecify.annotations.NullMarked;
