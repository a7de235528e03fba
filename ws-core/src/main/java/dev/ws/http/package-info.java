/**
 * HTTP/1.1 as far as opening handshakes need it (RFC 9112): heads in both directions, and the bodies of answers that are
 * no upgrade. Bytes in, records out, without I/O. May change between releases.
 */
@NullMarked
package dev.ws.http;

import org.jspecify.annotations.NullMarked;
