package dev.ws.it.servers;

import dev.ws.it.wire.Prerequisite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** How one application server is started from its unpacked distribution, which is shared and never written to. */
interface ServerRecipe {
    /**
     * Lays out what the server writes to, and the applications it starts with.
     *
     * @param base an empty folder
     * @param ports ports that were free a moment ago: the first for HTTP, the others for whatever else it insists on
     * @param war an application, served at the name of its file
     * @return the process, not yet started, with nothing said about its output
     */
    ProcessBuilder prepare(Path base, List<Integer> ports, Path war) throws IOException;

    /** Has the running server take an application away. */
    void undeploy(Path base, Path war) throws IOException;

    /** Has the running server start an application. */
    void deploy(Path base, Path war) throws IOException;

    /** The folder of the distribution, or the end of the test. */
    static Path home(String property) {
        String home = System.getProperty(property);
        if (home == null || !Files.exists(Path.of(home))) {
            throw Prerequisite.missing("no distribution " + property + " at " + home);
        }
        return Path.of(home);
    }

    /** The home of a JDK of at least this feature version, or the end of the test. */
    static Path jdk(int feature) {
        if (Runtime.version().feature() >= feature) {
            return Path.of(System.getProperty("java.home"));
        }
        List<String> homes = new ArrayList<>();
        System.getenv().forEach((name, value) -> {
            if (name.startsWith("JAVA_HOME")) {
                homes.add(value);
            }
        });
        Path system = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(system)) {
            try (Stream<Path> installed = Files.list(system)) {
                installed.map(Path::toString).sorted().forEach(homes::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return homes.stream()
                .map(Path::of)
                .filter(home -> feature(home) >= feature)
                .findFirst()
                .orElseThrow(() -> Prerequisite.missing("no JDK " + feature + " or newer in JAVA_HOME* or " + system));
    }

    private static int feature(Path home) {
        try {
            Path release = home.resolve("release");
            if (!Files.isRegularFile(release) || !Files.isExecutable(home.resolve("bin/javac"))) {
                return 0;
            }
            return Files.readAllLines(release).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION=\""))
                    .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
                    .mapToInt(version -> Runtime.Version.parse(version).feature())
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ports that nobody listens on now. */
    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Copies a folder with all that is in it. */
    static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    /** Deletes a folder with all that is in it. */
    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
