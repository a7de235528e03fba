/** An application, in a package that is not the implementation's. */
@NullMarked
package scanned;

import org.jspecify.annotations.NullMarked;
