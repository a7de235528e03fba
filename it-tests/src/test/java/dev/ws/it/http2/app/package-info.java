/** The web application of these tests. */
@NullMarked
package dev.ws.it.http2.app;

import org.jspecify.annotations.NullMarked;
