package dev.ws.it.wire;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test needs from the machine and may miss there: Node, npm, a browser, a distribution. A test whose
 * prerequisite is missing is skipped with the reason, or fails where {@code -Dit.peers.required=true} says that
 * everything has to be there.
 */
public final class Prerequisite {
    private Prerequisite() {}

    /** Ends the test: skipped with this reason, or failed where peers are required. To be thrown, for the compiler. */
    public static RuntimeException missing(String reason) {
        if (Boolean.getBoolean("it.peers.required")) {
            throw new AssertionError("required: " + reason);
        }
        System.out.println("skipped: " + reason);
        return Assumptions.abort(reason);
    }

    /** The first program of these names on the search path, or null. */
    public static @Nullable Path program(String... names) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            for (String name : names) {
                Path file = Path.of(folder, name);
                if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                    return file;
                }
            }
        }
        return null;
    }

    /** A program, or the end of the test. */
    public static Path requireProgram(String... names) {
        Path file = program(names);
        if (file == null) {
            throw missing("no program named " + String.join(" or ", List.of(names)));
        }
        return file;
    }

    /** The folder that the build writes to. */
    public static Path target() {
        return Path.of(System.getProperty("it.target", "target")).toAbsolutePath();
    }

    /** The folder of the module's own files. */
    public static Path module() {
        return Path.of(System.getProperty("basedir", ".")).toAbsolutePath();
    }
}
