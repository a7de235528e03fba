/** permessage-deflate (RFC 7692) from end to end, against peers whose zlib streams live as long as their connection. */
@NullMarked
package dev.ws.it.deflate;

import org.jspecify.annotations.NullMarked;
