/** A peer made of bytes: frames and connections for tests that must be able to break every rule. */
@NullMarked
package dev.ws.it.wire;

import org.jspecify.annotations.NullMarked;
