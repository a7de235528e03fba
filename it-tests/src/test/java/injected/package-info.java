/** An application whose endpoints want things injected by CDI. */
@NullMarked
package injected;

import org.jspecify.annotations.NullMarked;
