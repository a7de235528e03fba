/** Sends every message back (the smallest endpoint there is), greets, and serves the Autobahn testsuite. */
@NullMarked
package dev.ws.examples.echo;

import org.jspecify.annotations.NullMarked;
