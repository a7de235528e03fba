/** The web application of the tests of the bridge. */
@NullMarked
package dev.ws.it.bridge.app;

import org.jspecify.annotations.NullMarked;
