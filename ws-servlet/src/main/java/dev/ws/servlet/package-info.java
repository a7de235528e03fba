/**
 * The bridge from servlet containers to the engine: a servlet, a filter and a programmatic upgrade, and the transports
 * that carry a connection once the container has let go of it.
 */
@NullMarked
package dev.ws.servlet;

import org.jspecify.annotations.NullMarked;
