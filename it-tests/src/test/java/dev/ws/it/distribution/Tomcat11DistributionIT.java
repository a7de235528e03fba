package dev.ws.it.distribution;

import java.nio.file.Path;

/** Tomcat 11, Servlet 6.1. */
class Tomcat11DistributionIT implements DistributionContract {
    @Override
    public Distribution start(Path... wars) throws Exception {
        return Distribution.tomcat(Path.of(System.getProperty("it.tomcat11")), "tomcat11", wars);
    }

    @Override
    public boolean hasOwn() {
        return true;
    }
}
