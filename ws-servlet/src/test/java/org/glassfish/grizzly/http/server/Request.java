package org.glassfish.grizzly.http.server;

/** Stands for the class of this name that the requests of GlassFish and Payara are made of. */
public final class Request {}
