package dev.ws.it.distribution;

import java.nio.file.Path;

/** Jetty 12.1 with ee11, Servlet 6.1. */
class JettyEe11DistributionIT implements DistributionContract {
    @Override
    public Distribution start(Path... wars) throws Exception {
        return Distribution.jetty(
                Path.of(System.getProperty("it.jetty")), "ee11-deploy,ee11-annotations", "jetty-ee11", wars);
    }

    @Override
    public boolean hasOwn() {
        return false; // without its module
    }
}
