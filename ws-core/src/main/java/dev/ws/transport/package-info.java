/** The SPI that moves bytes. */
@NullMarked
package dev.ws.transport;

import org.jspecify.annotations.NullMarked;
