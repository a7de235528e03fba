/**
 * Jakarta WebSocket on top of the engine. Only the module's place in the build so far: it holds no classes yet.
 */
@NullMarked
package dev.ws.jakarta;

import org.jspecify.annotations.NullMarked;
