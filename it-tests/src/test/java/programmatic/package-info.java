/** A stranger's web application that chooses its endpoints itself. Copied into WARs by the tests. */
package programmatic;
