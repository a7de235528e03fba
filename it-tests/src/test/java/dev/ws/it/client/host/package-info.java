/** Containers with their own WebSocket; each is loaded in class loaders of its own. */
@NullMarked
package dev.ws.it.client.host;

import org.jspecify.annotations.NullMarked;
