/** What applications and embedders may use beyond the specification: the session with its core WebSocket, options of endpoints, creation
 * of instances. */
@NullMarked
package dev.ws.jakarta;

import org.jspecify.annotations.NullMarked;
