/** Stand-ins for the classes of GlassFish's branch of Tomcat that the adapter looks into. */
@NullMarked
package org.apache.catalina.core;

import org.jspecify.annotations.NullMarked;
