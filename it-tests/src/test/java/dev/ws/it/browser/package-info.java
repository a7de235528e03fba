/** The pages of the examples in a real browser. */
@NullMarked
package dev.ws.it.browser;

import org.jspecify.annotations.NullMarked;
