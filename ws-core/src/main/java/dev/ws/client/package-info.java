/** The client object: asks for connections, through proxies and TLS, follows redirects, connects again. */
@NullMarked
package dev.ws.client;

import org.jspecify.annotations.NullMarked;
