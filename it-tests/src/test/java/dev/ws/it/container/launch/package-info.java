/** What runs inside a container's class path to start and stop it. Talks to the tests in types of the JDK. */
@NullMarked
package dev.ws.it.container.launch;

import org.jspecify.annotations.NullMarked;
