/** Puts the server container into web applications, in the place of the servlet container's own. */
@NullMarked
package dev.ws.jakarta.deploy;

import org.jspecify.annotations.NullMarked;
