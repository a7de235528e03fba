/** Extension SPI and the grammar of its negotiation (RFC 6455 section 9). */
@NullMarked
package dev.ws.extension;

import org.jspecify.annotations.NullMarked;
