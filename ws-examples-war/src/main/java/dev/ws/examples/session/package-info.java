/** Login with a servlet, a filter and the HTTP session; the end of the session closes its connections. */
@NullMarked
package dev.ws.examples.session;

import org.jspecify.annotations.NullMarked;
