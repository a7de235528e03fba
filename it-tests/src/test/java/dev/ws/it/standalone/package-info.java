/** The stand-alone server with clients that other people wrote, with those that mean no good, and with many. */
@NullMarked
package dev.ws.it.standalone;

import org.jspecify.annotations.NullMarked;
