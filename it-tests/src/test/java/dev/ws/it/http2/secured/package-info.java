/** A web application that tells who is connected, by each way into it. */
@NullMarked
package dev.ws.it.http2.secured;

import org.jspecify.annotations.NullMarked;
