/** The contracts: connection, listener, options, messages and exceptions. Depends on nothing above. */
@NullMarked
package dev.ws;

import org.jspecify.annotations.NullMarked;
