package dev.ws.it.container;

import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Lays out the web application as an unpacked WAR: its classes, and the project's jars in {@code WEB-INF/lib}. */
final class WebApplicationFolder {
    private static final Path FOLDER = create();

    private WebApplicationFolder() {}

    static Path path() {
        return FOLDER;
    }

    private static Path create() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "webapp");
            Path classes = folder.resolve("WEB-INF").resolve("classes");
            Path source = origin(WebApplicationFolder.class);
            copy(source, source.resolve("dev/ws/it/container/app"), classes);
            Path lib = Files.createDirectories(folder.resolve("WEB-INF").resolve("lib"));
            library(origin(WebSocketServer.class), lib.resolve("ws-core.jar"));
            library(origin(WebSocketServlet.class), lib.resolve("ws-servlet.jar"));
            return folder;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the web application cannot be laid out", e);
        }
    }

    private static Path origin(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void copy(Path root, Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(root.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    // A module is a jar after the phase package and a folder of classes before.
    private static void library(Path origin, Path jar) throws IOException {
        if (Files.isRegularFile(origin)) {
            Files.copy(origin, jar);
            return;
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(origin)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(origin.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }
}
