package dev.ws.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** WildFly, which scans a folder for applications. */
final class WildFly implements ServerRecipe {
    private final Path home = ServerRecipe.home("it.wildfly");

    @Override
    public ProcessBuilder prepare(Path base, List<Integer> ports, Path war) throws IOException {
        ServerRecipe.copyTree(home.resolve("standalone/configuration"), base.resolve("configuration"));
        deploy(base, war);
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                home.resolve("bin/standalone.sh").toString(),
                "-Djboss.server.base.dir=" + base,
                "-Djboss.http.port=" + ports.get(0),
                "-Djboss.https.port=" + ports.get(1),
                "-Djboss.management.http.port=" + ports.get(2));
        builder.environment().put("JBOSS_HOME", home.toString());
        builder.environment().put("JAVA_HOME", ServerRecipe.jdk(17).toString());
        builder.environment().put("LAUNCH_JBOSS_IN_BACKGROUND", "true"); // else the script keeps signals to itself
        return builder;
    }

    @Override
    public void undeploy(Path base, Path war) throws IOException {
        Files.delete(base.resolve("deployments").resolve(war.getFileName()));
    }

    @Override
    public void deploy(Path base, Path war) throws IOException {
        Path copy = Files.copy(war, base.resolve(war.getFileName()));
        Files.move(copy, Files.createDirectories(base.resolve("deployments")).resolve(war.getFileName()));
    }
}
