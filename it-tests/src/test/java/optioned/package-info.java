/** An application that uses what the adapter adds to the specification. */
@NullMarked
package optioned;

import org.jspecify.annotations.NullMarked;
