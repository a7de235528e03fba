package dev.ws.it.container;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** An unpacked WAR below {@code target} that a test puts together. For one thread. */
public final class WarFolder {
    private final Path folder;

    private WarFolder(Path folder) {
        this.folder = folder;
    }

    /** A new empty one. */
    public static WarFolder create(String name) throws IOException {
        return new WarFolder(Files.createTempDirectory(Path.of("target").toAbsolutePath(), name));
    }

    /** Adds the classes of these packages of the tests, without those of packages below. */
    public WarFolder packages(String... names) throws IOException {
        Path source = origin(WarFolder.class);
        for (String name : names) {
            try (Stream<Path> files = Files.list(source.resolve(name.replace('.', '/')))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    copy(file, "WEB-INF/classes/" + source.relativize(file));
                }
            }
        }
        return this;
    }

    /** Adds classes of the tests, with those nested in them. */
    public WarFolder classes(Class<?>... types) throws IOException {
        Path source = origin(WarFolder.class);
        for (Class<?> type : types) {
            Path file = source.resolve(type.getName().replace('.', '/') + ".class");
            String name = file.getFileName().toString().replace(".class", "");
            try (Stream<Path> files = Files.list(file.getParent())) {
                for (Path each : files.toList()) {
                    String other = each.getFileName().toString();
                    if (other.equals(name + ".class") || other.startsWith(name + "$")) {
                        copy(each, "WEB-INF/classes/" + source.relativize(each));
                    }
                }
            }
        }
        return this;
    }

    /** Adds one class without those nested in it. */
    public WarFolder classOnly(Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        return copy(origin(WarFolder.class).resolve(file), "WEB-INF/classes/" + file);
    }

    /** Adds a text file. */
    public WarFolder file(String path, String text) throws IOException {
        Path target = folder.resolve(path);
        Files.createDirectories(target.getParent());
        Files.writeString(target, text);
        return this;
    }

    /** Adds a jar. */
    public WarFolder library(Path jar) throws IOException {
        return copy(jar, "WEB-INF/lib/" + jar.getFileName());
    }

    /** Adds the jar, or a jar of the folder, that a class came from. */
    public WarFolder library(Class<?> type, String name) throws IOException {
        Path lib = Files.createDirectories(folder.resolve("WEB-INF/lib"));
        pack(origin(type), lib.resolve(name));
        return this;
    }

    /** Packs all of it into one file. */
    public Path pack(Path war) throws IOException {
        Files.createDirectories(war.getParent());
        Files.deleteIfExists(war);
        pack(folder, war);
        return war;
    }

    public Path path() {
        return folder;
    }

    private WarFolder copy(Path file, String to) throws IOException {
        Path target = folder.resolve(to);
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
        return this;
    }

    private static Path origin(Class<?> type) throws IOException {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    // A module is a jar after the phase package and a folder of classes before.
    private static void pack(Path origin, Path jar) throws IOException {
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
