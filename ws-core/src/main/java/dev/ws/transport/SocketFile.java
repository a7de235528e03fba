package dev.ws.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The file that binding a UNIX domain socket made, to be deleted by the acceptor that bound it. Any thread. */
final class SocketFile {
    private final Path path;
    private final @Nullable Object key; // which file it is, whatever its name; null where that is not known

    private SocketFile(Path path) throws IOException {
        this.path = path;
        this.key = key();
    }

    /** {@return the file of an address just bound; null when it has none} */
    static @Nullable SocketFile of(SocketAddress bound) throws IOException {
        return bound instanceof UnixDomainSocketAddress unix
                ? new SocketFile(unix.getPath().toAbsolutePath())
                : null;
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Deletes the file, unless somebody else has put another one in its place. */
    void delete() {
        try {
            if (Objects.equals(key, key())) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            SafeLog.log(System.Logger.Level.DEBUG, "the file of a socket could not be deleted", e);
        }
    }
}
