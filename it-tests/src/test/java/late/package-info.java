/** A stranger's web application that goes on after an endpoint could not be deployed. Copied into WARs by the tests. */
package late;
