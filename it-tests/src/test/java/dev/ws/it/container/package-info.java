/**
 * The bridge on real containers. Every container runs in this JVM from a class path of its own and serves one web
 * application, laid out as a WAR; tests talk to it over sockets only.
 */
@NullMarked
package dev.ws.it.container;

import org.jspecify.annotations.NullMarked;
