package dev.ws.it.distribution;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Jetty 12.1 with ee10 and ee11 at once, and with the module that is its own implementation in both. */
class JettyModulesDistributionIT {
    private static final String MODULES = "ee10-deploy,ee10-annotations,ee10-websocket-jakarta,"
            + "ee11-deploy,ee11-annotations,ee11-websocket-jakarta";

    @Test
    void aStrangersWarRunsOnEitherImplementationByItsJars() throws Exception {
        StrangersWar[] wars = {
            StrangersWar.adapted("ours10", false), StrangersWar.alone("alone10"),
            StrangersWar.adapted("ours11", false), StrangersWar.alone("alone11")
        };
        Path[] files = new Path[wars.length * 2];
        for (int i = 0; i < wars.length; i++) {
            Path war = wars[i].file();
            String name = wars[i].name();
            files[2 * i] = war;
            files[2 * i + 1] = Files.writeString(
                    war.resolveSibling(name + ".properties"), "environment=ee" + name.substring(name.length() - 2));
        }
        try (Distribution server =
                Distribution.jetty(Path.of(System.getProperty("it.jetty")), MODULES, "jetty-modules", files)) {
            for (StrangersWar war : wars) {
                StrangersWar.finishes(war.serves(server.port()));
            }
        }
    }
}
