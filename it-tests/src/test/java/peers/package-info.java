/**
 * An application for foreign clients: the endpoints of {@code server.js} and more, with Jakarta's API, and this
 * project's where that has nothing for it. */
@NullMarked
package peers;

import org.jspecify.annotations.NullMarked;
