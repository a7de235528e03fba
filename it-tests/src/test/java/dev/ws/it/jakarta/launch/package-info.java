/** What runs inside a container's class path and adds web applications to it. Talks to the tests in types of the JDK. */
@NullMarked
package dev.ws.it.jakarta.launch;

import org.jspecify.annotations.NullMarked;
