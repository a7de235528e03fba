@NullMarked
package dev.ws.jakarta.deploy;

import org.jspecify.annotations.NullMarked;
