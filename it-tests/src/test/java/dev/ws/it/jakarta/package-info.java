/** Jakarta WebSocket in containers: applications on our adapter, and on the containers' own implementations. */
@NullMarked
package dev.ws.it.jakarta;

import org.jspecify.annotations.NullMarked;
