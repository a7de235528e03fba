/** The measured endpoints, written against {@code jakarta.websocket}: what a container's own WebSocket runs. */
@NullMarked
package dev.ws.benchmarks.jakarta;

import org.jspecify.annotations.NullMarked;
