/** The embedded containers; loaded once per container by a class loader of its own. */
@NullMarked
package dev.ws.it.nativetransport.host;

import org.jspecify.annotations.NullMarked;
