/** One contract on unmodified application servers, each in a process of its own. Runs in the Maven profile {@code servers}. */
@NullMarked
package dev.ws.it.servers;

import org.jspecify.annotations.NullMarked;
