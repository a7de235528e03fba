/** An application for foreign clients: the endpoints of {@code server.js} and more, with Jakarta's API and nothing else. */
@NullMarked
package peers;

import org.jspecify.annotations.NullMarked;
