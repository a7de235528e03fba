/** Bytes to frame parts and back (RFC 6455 section 5.2). May change between releases. */
@NullMarked
package dev.ws.frame;

import org.jspecify.annotations.NullMarked;
