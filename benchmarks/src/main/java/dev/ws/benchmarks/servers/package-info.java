/** The servers under measurement: one jar, one command line, all containers. */
@NullMarked
package dev.ws.benchmarks.servers;

import org.jspecify.annotations.NullMarked;
