@NullMarked
package dev.ws.jakarta.endpoint;

import org.jspecify.annotations.NullMarked;
