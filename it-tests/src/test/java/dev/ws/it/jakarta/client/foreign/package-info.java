/** Foreign Jakarta clients with our server; each is loaded in class loaders of its own. */
@NullMarked
package dev.ws.it.jakarta.client.foreign;

import org.jspecify.annotations.NullMarked;
