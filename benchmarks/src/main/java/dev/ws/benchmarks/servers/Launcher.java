package dev.ws.benchmarks.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The main class of {@code servers.jar}. Containers share class names (Tomcat 10.1 and 11 wholly, the others the APIs), so
 * each gets a class loader of its own: this jar, {@code servers/ws} and {@code servers/CONTAINER} beside it, and nothing
 * of the application class path. The Jakarta adapter, {@code servers/jakarta}, is there only where it is asked for, as
 * it offers services that a container's own WebSocket would find. Uses the JDK only.
 */
public final class Launcher {
    private Launcher() {}

    /**
     * Starts the server that the arguments name. Ends the JVM with status 2 when they are wrong.
     *
     * @param args see {@link ServerOptions#USAGE}
     * @throws Exception when the server does not start
     */
    public static void main(String... args) throws Exception {
        List<String> names;
        try {
            names = folders(args);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.print(ServerOptions.USAGE);
            System.exit(2);
            return;
        }
        Path jar = ownJar();
        List<URL> classPath = new ArrayList<>();
        classPath.add(url(jar));
        Path folders = jar.resolveSibling("servers");
        for (String name : names) {
            classPath.addAll(jarsIn(folders.resolve(name)));
        }
        // Never closed: it lives as long as the JVM.
        URLClassLoader loader =
                new URLClassLoader("servers", classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        Thread.currentThread().setContextClassLoader(loader);
        try {
            loader.loadClass("dev.ws.benchmarks.servers.ServerMain")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args);
        } catch (InvocationTargetException failure) {
            Throwable cause = failure.getCause();
            (cause == null ? failure : cause).printStackTrace();
            // Threads of a half-started container must not keep the JVM.
            System.exit(1);
        }
    }

    private static List<String> folders(String... args) {
        if (ConformanceOptions.meant(args)) {
            return ConformanceOptions.parse(args).api().equals("jakarta")
                    ? List.of("ws", "jakarta", "jakarta-client")
                    : List.of("ws");
        }
        ServerOptions options = ServerOptions.parse(args);
        return switch (options.container()) {
            case "standalone" -> List.of("ws");
            default ->
                options.api().equals("jakarta")
                        ? List.of("ws", "jakarta", options.container())
                        : List.of("ws", options.container());
        };
    }

    private static Path ownJar() throws URISyntaxException {
        return Path.of(Launcher.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static List<URL> jarsIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(Launcher::url)
                    .toList();
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
