/** The Jakarta client with servers that other people wrote. */
@NullMarked
package dev.ws.it.jakarta.client;

import org.jspecify.annotations.NullMarked;
