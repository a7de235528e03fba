package dev.ws.it.bridge;

import dev.ws.it.bridge.app.BridgeServlet;
import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.Wars;
import dev.ws.it.wire.ChildJvm;
import dev.ws.it.wire.KeyStores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A container in a JVM of its own, once with each transport. Shared by all tests; ends with the tests' JVM. */
final class ServerJvm {
    private static final Map<String, ServerJvm> SHARED = new ConcurrentHashMap<>();
    private static @Nullable Path war; // lock: this class

    private final ChildJvm jvm;
    private final Map<String, int[]> ports = new TreeMap<>();

    private ServerJvm(Path home, String place, List<String> transports) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of(place, war().toString(), KeyStores.shared().toString()));
        arguments.addAll(transports);
        jvm = ChildJvm.start(
                home, BridgeMain.class, List.of("-Xmx512m", "-XX:+UseSerialGC"), arguments.toArray(new String[0]));
        for (String transport : transports) {
            String[] words = jvm.line().split(" ", -1);
            ports.put(transport, new int[] {Integer.parseInt(words[1]), Integer.parseInt(words[2])});
        }
    }

    /** The one for a container and a version of Java; started at the first call. */
    static ServerJvm shared(Path home, String place, List<String> transports) {
        return SHARED.computeIfAbsent(place + home, absent -> {
            try {
                return new ServerJvm(home, place, transports);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static synchronized Path war() throws IOException {
        if (war == null) {
            WarFolder folder = WarFolder.create("bridge").packages(BridgeServlet.class.getPackageName());
            war = Wars.addOurs(folder, true).path();
        }
        return war;
    }

    /** Where a newer Java is, beside the one that runs the tests or as the property {@code it.java25} says. */
    static Optional<Path> java25() {
        String given = System.getProperty("it.java25", "");
        if (!given.isEmpty()) {
            return Optional.of(Path.of(given));
        }
        Path around = Path.of(System.getProperty("java.home")).resolve("..").normalize();
        try (Stream<Path> homes = Files.list(around)) {
            return homes.filter(home -> home.getFileName().toString().contains("25"))
                    .filter(home -> Files.isExecutable(home.resolve("bin").resolve("java")))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The port of a transport. */
    int port(String transport, boolean secure) {
        return ports.get(transport)[secure ? 1 : 0];
    }

    /** Ends it, so that the next test starts another. */
    void end() {
        SHARED.values().remove(this);
        jvm.close();
    }

    /** Asks {@link BridgeMain}. */
    synchronized List<String> ask(String command) throws IOException {
        jvm.tell(command);
        int count = Integer.parseInt(jvm.line());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(jvm.line());
        }
        return lines;
    }
}
