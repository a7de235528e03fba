/** The client and the server container. */
@NullMarked
package dev.ws.jakarta.container;

import org.jspecify.annotations.NullMarked;
