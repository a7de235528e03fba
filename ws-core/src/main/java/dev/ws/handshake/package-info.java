/** The rules of the opening handshake, without I/O (RFC 6455 section 4). */
@NullMarked
package dev.ws.handshake;

import org.jspecify.annotations.NullMarked;
