/** A stranger's web application whose configurators look at handshakes. Copied into WARs by the tests. */
package handshakes;
