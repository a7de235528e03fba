package dev.ws.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Open Liberty with nothing but servlets, which scans a folder for applications. */
final class OpenLiberty implements ServerRecipe {
    private static final String SERVER = """
            <server>
              <featureManager><feature>servlet-6.0</feature></featureManager>
              <httpEndpoint id="defaultHttpEndpoint" host="127.0.0.1" httpPort="%d" httpsPort="-1"/>
            </server>
            """;

    private final Path home = ServerRecipe.home("it.openliberty");

    @Override
    public ProcessBuilder prepare(Path base, List<Integer> ports, Path war) throws IOException {
        Path server = Files.createDirectories(base.resolve("servers/probe"));
        Files.writeString(server.resolve("server.xml"), SERVER.formatted(ports.get(0)));
        deploy(base, war);
        ProcessBuilder builder =
                new ProcessBuilder("sh", home.resolve("bin/server").toString(), "run", "probe");
        builder.environment().put("JAVA_HOME", ServerRecipe.jdk(17).toString());
        builder.environment().put("WLP_USER_DIR", base.toString());
        builder.environment().put("WLP_OUTPUT_DIR", base.resolve("output").toString());
        return builder;
    }

    @Override
    public void undeploy(Path base, Path war) throws IOException {
        Files.delete(base.resolve("servers/probe/dropins").resolve(war.getFileName()));
    }

    @Override
    public void deploy(Path base, Path war) throws IOException {
        Path dropins = Files.createDirectories(base.resolve("servers/probe/dropins"));
        Path copy = Files.copy(war, base.resolve(war.getFileName()));
        Files.move(copy, dropins.resolve(war.getFileName()));
    }
}
