/** The web application that the containers serve. Lives in {@code WEB-INF/classes}; knows nothing of the tests. */
@NullMarked
package dev.ws.it.container.app;

import org.jspecify.annotations.NullMarked;
