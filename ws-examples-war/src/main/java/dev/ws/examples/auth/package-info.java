/** Decides about a handshake asynchronously and hands the client's identity to the connection. */
@NullMarked
package dev.ws.examples.auth;

import org.jspecify.annotations.NullMarked;
