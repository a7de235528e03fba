/** The examples WAR, unchanged, in unmodified distributions of Tomcat and Jetty, each in a process of its own. */
@NullMarked
package dev.ws.it.distribution;

import org.jspecify.annotations.NullMarked;
