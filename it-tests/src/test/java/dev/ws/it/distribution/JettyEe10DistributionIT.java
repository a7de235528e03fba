package dev.ws.it.distribution;

import java.nio.file.Path;

/** Jetty 12.1 with ee10, Servlet 6.0. */
class JettyEe10DistributionIT implements DistributionContract {
    @Override
    public Distribution start() throws Exception {
        return Distribution.jetty(Path.of(System.getProperty("it.jetty")), "ee10", "jetty-ee10");
    }
}
