package dev.ws.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** GlassFish with a copy of its own domain, which scans a folder for applications. */
final class GlassFish implements ServerRecipe {
    private final Path home = ServerRecipe.home("it.glassfish");

    @Override
    public ProcessBuilder prepare(Path base, List<Integer> ports, Path war) throws IOException {
        Path domain = base.resolve("domains/domain1");
        ServerRecipe.copyTree(home.resolve("glassfish/domains/domain1"), domain);
        Path file = domain.resolve("config/domain.xml");
        String text = Files.readString(file);
        Map<String, Integer> moved = Map.of(
                "port=\"8080\"", ports.get(0),
                "port=\"8181\"", ports.get(1),
                "port=\"4848\"", ports.get(2),
                "port=\"8686\"", ports.get(3),
                "port=\"3700\"", ports.get(4),
                "port=\"3820\"", ports.get(5),
                "port=\"3920\"", ports.get(6));
        for (Map.Entry<String, Integer> port : moved.entrySet()) {
            text = text.replace(port.getKey(), "port=\"" + port.getValue() + "\"");
        }
        Files.writeString(file, text);
        deploy(base, war);
        ProcessBuilder builder = new ProcessBuilder(
                "bash",
                home.resolve("glassfish/bin/startserv").toString(),
                "--domaindir",
                base.resolve("domains").toString(),
                "domain1");
        String java = ServerRecipe.jdk(21).toString();
        builder.environment().put("JAVA_HOME", java);
        builder.environment().put("AS_JAVA", java);
        return builder;
    }

    @Override
    public void undeploy(Path base, Path war) throws IOException {
        Files.delete(applications(base).resolve(war.getFileName()));
    }

    @Override
    public void deploy(Path base, Path war) throws IOException {
        Path copy = Files.copy(war, base.resolve(war.getFileName()));
        Files.move(copy, applications(base).resolve(war.getFileName()));
    }

    private static Path applications(Path base) throws IOException {
        return Files.createDirectories(base.resolve("domains/domain1/autodeploy"));
    }
}
