/** Runs every program as a user does. */
package dev.ws.examples.standalone;
