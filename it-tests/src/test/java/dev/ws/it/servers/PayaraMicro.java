package dev.ws.it.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Payara Micro, one jar that is told its applications at the start and keeps them. */
final class PayaraMicro implements ServerRecipe {
    private final Path jar = ServerRecipe.home("it.payara");

    @Override
    public ProcessBuilder prepare(Path base, List<Integer> ports, Path war) throws IOException {
        return new ProcessBuilder(
                ServerRecipe.jdk(21).resolve("bin/java").toString(),
                "-Xmx512m",
                "-Djava.io.tmpdir=" + Files.createDirectories(base.resolve("temp")),
                "-jar",
                jar.toString(),
                "--nocluster",
                "--disablephonehome",
                "--port",
                ports.get(0).toString(),
                "--rootdir",
                Files.createDirectories(base.resolve("root")).toString(),
                "--deploy",
                war.toString());
    }

    @Override
    public void undeploy(Path base, Path war) {
        throw new UnsupportedOperationException("applications stay until the end");
    }

    @Override
    public void deploy(Path base, Path war) {
        throw new UnsupportedOperationException("applications are there from the start");
    }
}
