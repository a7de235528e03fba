/** Sessions, their remote endpoints and their message handlers, over connections of the engine. */
@NullMarked
package dev.ws.jakarta.session;

import org.jspecify.annotations.NullMarked;
