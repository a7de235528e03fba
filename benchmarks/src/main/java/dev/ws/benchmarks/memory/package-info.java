/** Connections without a network: what the engine itself costs. */
@NullMarked
package dev.ws.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
