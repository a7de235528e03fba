/** Tells clients their address, also behind a trusted proxy. */
@NullMarked
package dev.ws.examples.whoami;

import org.jspecify.annotations.NullMarked;
