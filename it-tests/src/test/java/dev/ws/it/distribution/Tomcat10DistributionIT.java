package dev.ws.it.distribution;

import java.nio.file.Path;

/** Tomcat 10.1, Servlet 6.0. */
class Tomcat10DistributionIT implements DistributionContract {
    @Override
    public Distribution start(Path... wars) throws Exception {
        return Distribution.tomcat(Path.of(System.getProperty("it.tomcat10")), "tomcat10", wars);
    }

    @Override
    public boolean hasOwn() {
        return true;
    }
}
