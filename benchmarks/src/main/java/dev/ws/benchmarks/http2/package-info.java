/** WebSocket over HTTP/2 (RFC 8441) compared with HTTP/1.1: a load generator, and a run over the measured servers. */
@NullMarked
package dev.ws.benchmarks.http2;

import org.jspecify.annotations.NullMarked;
