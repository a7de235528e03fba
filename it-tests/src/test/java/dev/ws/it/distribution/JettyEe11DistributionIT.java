package dev.ws.it.distribution;

import java.nio.file.Path;

/** Jetty 12.1 with ee11, Servlet 6.1. */
class JettyEe11DistributionIT implements DistributionContract {
    @Override
    public Distribution start() throws Exception {
        return Distribution.jetty(Path.of(System.getProperty("it.jetty")), "ee11", "jetty-ee11");
    }
}
