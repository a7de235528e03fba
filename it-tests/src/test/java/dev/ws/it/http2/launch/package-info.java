/** What starts Jetty with HTTP/2, in a class loader of its own. */
@NullMarked
package dev.ws.it.http2.launch;

import org.jspecify.annotations.NullMarked;
