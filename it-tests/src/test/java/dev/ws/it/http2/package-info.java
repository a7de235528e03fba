/**
 * WebSocket over HTTP/2 (RFC 8441) in Jetty, with TLS and with prior knowledge, seen by a peer that writes its HTTP/2
 * frames itself.
 */
@NullMarked
package dev.ws.it.http2;

import org.jspecify.annotations.NullMarked;
