/** A web application as anybody writes it: Jakarta's API and nothing else. Copied into WARs by the tests. */
package plain;
