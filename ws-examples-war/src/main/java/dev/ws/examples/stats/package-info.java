/** Pushes figures about the server to all pages that look. */
@NullMarked
package dev.ws.examples.stats;

import org.jspecify.annotations.NullMarked;
