@NullMarked
package dev.ws.jakarta.coder;

import org.jspecify.annotations.NullMarked;
