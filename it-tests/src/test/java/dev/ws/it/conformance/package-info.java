/**
 * What RFC 6455 and RFC 7692 ask of the peer of a connection, as tables of cases over raw sockets. The groups are those of the
 * Autobahn testsuite; cases and code are our own.
 */
@NullMarked
package dev.ws.it.conformance;

import org.jspecify.annotations.NullMarked;
