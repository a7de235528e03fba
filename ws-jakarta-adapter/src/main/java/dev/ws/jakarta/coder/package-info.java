/** Encoders and decoders: what they are for, read from their types, and their instances of one connection. */
@NullMarked
package dev.ws.jakarta.coder;

import org.jspecify.annotations.NullMarked;
