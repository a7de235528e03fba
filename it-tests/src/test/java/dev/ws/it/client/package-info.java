/** Our client with servers and proxies that other people wrote, and with those that mean no good. */
@NullMarked
package dev.ws.it.client;

import org.jspecify.annotations.NullMarked;
