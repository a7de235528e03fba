/** Annotated endpoint classes and the paths they are deployed at: checked at deployment, called on connections. */
@NullMarked
package dev.ws.jakarta.endpoint;

import org.jspecify.annotations.NullMarked;
