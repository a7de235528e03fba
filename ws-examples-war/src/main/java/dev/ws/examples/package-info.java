/** Examples, one package each. */
@NullMarked
package dev.ws.examples;

import org.jspecify.annotations.NullMarked;
