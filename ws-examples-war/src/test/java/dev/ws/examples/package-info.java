/** Serves the packed web application, for people and for tests. */
@NullMarked
package dev.ws.examples;

import org.jspecify.annotations.NullMarked;
