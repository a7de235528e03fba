/** A Spring application with WebSocket handlers of its own and an annotated endpoint. */
@NullMarked
package springy;

import org.jspecify.annotations.NullMarked;
