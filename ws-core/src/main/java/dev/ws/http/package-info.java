/** HTTP/1.1 heads. May change between releases. */
@NullMarked
package dev.ws.http;

import org.jspecify.annotations.NullMarked;
