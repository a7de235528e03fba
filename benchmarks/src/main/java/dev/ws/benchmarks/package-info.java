/** Benchmarks; never deployed. */
@NullMarked
package dev.ws.benchmarks;

import org.jspecify.annotations.NullMarked;
