/** The server object: accepts handshakes, keeps the set of connections. */
@NullMarked
package dev.ws.server;

import org.jspecify.annotations.NullMarked;
