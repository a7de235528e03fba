/** Compression of messages (RFC 7692): everything set, and everything left to the defaults. */
@NullMarked
package dev.ws.examples.compression;

import org.jspecify.annotations.NullMarked;
