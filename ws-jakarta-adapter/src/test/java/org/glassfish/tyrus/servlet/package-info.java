/** Stand-ins for Tyrus. */
@NullMarked
package org.glassfish.tyrus.servlet;

import org.jspecify.annotations.NullMarked;
