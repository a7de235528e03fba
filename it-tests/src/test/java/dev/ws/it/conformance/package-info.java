/**
 * What RFC 6455 asks of the peer of a connection, as one table of cases over raw sockets. The groups are those of the
 * Autobahn testsuite; cases and code are our own.
 */
@NullMarked
package dev.ws.it.conformance;

import org.jspecify.annotations.NullMarked;
