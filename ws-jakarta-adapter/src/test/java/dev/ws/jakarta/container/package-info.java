@NullMarked
package dev.ws.jakarta.container;

import org.jspecify.annotations.NullMarked;
