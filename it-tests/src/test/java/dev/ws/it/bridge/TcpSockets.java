package dev.ws.it.bridge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The sockets that the system knows, where it tells ({@code /proc}). */
final class TcpSockets {
    private static final String ESTABLISHED = "01";
    private static final String CLOSE_WAIT = "08";

    private TcpSockets() {}

    /** How many connections to a port of this machine its server has not closed. */
    static int open(int port) throws IOException {
        String local = String.format(Locale.ROOT, ":%04X", port);
        int count = 0;
        for (Path table : List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))) {
            if (Files.isReadable(table)) {
                for (String line : Files.readAllLines(table)) {
                    String[] words = line.strip().split("\\s+", -1);
                    boolean open = words[3].equals(ESTABLISHED) || words[3].equals(CLOSE_WAIT);
                    count += open && words[1].endsWith(local) ? 1 : 0;
                }
            }
        }
        return count;
    }
}
