/** The web application that the application servers serve. Lives in {@code WEB-INF/classes}; knows nothing of the tests. */
@NullMarked
package dev.ws.it.servers.app;

import org.jspecify.annotations.NullMarked;
