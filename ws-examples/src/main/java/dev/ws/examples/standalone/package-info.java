/** Clients and servers without a container, a program each. */
@NullMarked
package dev.ws.examples.standalone;

import org.jspecify.annotations.NullMarked;
