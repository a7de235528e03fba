/** Benchmarks of the engine's parts, run by JMH: {@code java -jar benchmarks/target/benchmarks-jmh.jar}. */
@NullMarked
package dev.ws.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
