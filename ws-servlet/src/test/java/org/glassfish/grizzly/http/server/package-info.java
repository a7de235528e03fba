/** A stand-in for Grizzly, by which GlassFish and Payara are recognised. */
@NullMarked
package org.glassfish.grizzly.http.server;

import org.jspecify.annotations.NullMarked;
