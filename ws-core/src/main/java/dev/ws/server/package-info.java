/**
 * The server object, which accepts handshakes and keeps the set of connections, and the listener that feeds stand-alone
 * servers with them. Anything else that speaks HTTP can feed a server too.
 */
@NullMarked
package dev.ws.server;

import org.jspecify.annotations.NullMarked;
