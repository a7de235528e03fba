/** Everything a peer or a handler can do wrong, each next to a connection that must not notice. */
@NullMarked
package dev.ws.it.badinput;

import org.jspecify.annotations.NullMarked;
