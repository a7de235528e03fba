package dev.ws.it.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The file descriptors of processes, where the system tells ({@code /proc}). */
public final class FileDescriptors {
    private FileDescriptors() {}

    /** How many this JVM has open; fewer may be in use, so that a test can only ask whether they come back. */
    public static int open() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        }
    }

    /** Ends the test unless processes may have this many. */
    public static void require(int count) throws IOException {
        Path limits = Path.of("/proc/self/limits");
        if (!Files.isReadable(limits)) {
            throw Prerequisite.missing("no /proc to ask for file descriptors");
        }
        String line = Files.readAllLines(limits).stream()
                .filter(one -> one.startsWith("Max open files"))
                .findFirst()
                .orElseThrow();
        String hard = line.substring("Max open files".length()).strip().split("\\s+", -1)[1];
        if (!hard.equals("unlimited") && Long.parseLong(hard) < count) {
            throw Prerequisite.missing(count + " file descriptors, but the hard limit is " + hard);
        }
    }
}
