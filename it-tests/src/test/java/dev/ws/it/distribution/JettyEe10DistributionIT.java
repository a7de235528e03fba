package dev.ws.it.distribution;

import java.nio.file.Path;

/** Jetty 12.1 with ee10, Servlet 6.0. */
class JettyEe10DistributionIT implements DistributionContract {
    @Override
    public Distribution start(Path... wars) throws Exception {
        return Distribution.jetty(
                Path.of(System.getProperty("it.jetty")), "ee10-deploy,ee10-annotations", "jetty-ee10", wars);
    }

    @Override
    public boolean hasOwn() {
        return false; // without its module
    }
}
