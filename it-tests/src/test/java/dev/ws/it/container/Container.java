package dev.ws.it.container;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One running container with the web application. It lives in class loaders of its own below the platform's, so that
 * containers do not meet, and the web application in one below that, as in a real deployment.
 */
public final class Container {
    private static final ReentrantLock SHARING = new ReentrantLock();
    private static final Map<ContainerKind, Container> SHARED = new EnumMap<>(ContainerKind.class);

    private final Function<String, Object> launcher;
    private final int port;

    private Container(Function<String, Object> launcher) {
        this.launcher = launcher;
        this.port = (Integer) launcher.apply("start");
    }

    /** The container that tests share; started at the first call, ends with the JVM. */
    public static Container shared(ContainerKind kind) {
        SHARING.lock();
        try {
            return SHARED.computeIfAbsent(kind, absent -> start(absent));
        } finally {
            SHARING.unlock();
        }
    }

    /** A container of one's own. */
    public static Container start(ContainerKind kind) {
        return start(kind, WebApplicationFolder.path());
    }

    /** A container of one's own with settings, see {@link #start(ContainerKind, Path, Map)}. */
    public static Container start(ContainerKind kind, Map<String, String> settings) {
        return start(kind, WebApplicationFolder.path(), settings);
    }

    /** A container of one's own with another web application: a WAR or the folder of one. */
    public static Container start(ContainerKind kind, Path webApplication) {
        return start(kind, webApplication, Map.of());
    }

    /**
     * The same with more settings.
     *
     * @param settings {@code transport}, the context parameter of that name; {@code keys}, a key store, for a second port
     *     with TLS; {@code http2}, which lets that port speak HTTP/2 as well: {@code default}, or {@code without-connect}
     *     for a Jetty that does not announce extended CONNECT
     */
    public static Container start(ContainerKind kind, Path webApplication, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("variant", kind.variant());
        all.put("webapp", webApplication.toString());
        return new Container(load(
                Path.of("target", "containers", kind.folder()), "dev.ws.it.container.launch." + kind.launcher(), all));
    }

    /**
     * Makes an object in a class loader of its own below the platform's, which becomes the context class loader while it
     * is asked for something.
     *
     * @param folder the jars it sees; of this project it sees its own package only
     * @param type its class, with a constructor that takes settings
     * @param settings the settings; {@code work}, an empty folder, comes with them
     */
    public static Function<String, Object> load(Path folder, String type, Map<String, String> settings) {
        return load(List.of(folder), type, settings);
    }

    /** The same with the jars of several folders, or single jars. */
    public static Function<String, Object> load(List<Path> folders, String type, Map<String, String> settings) {
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        try {
            ClassLoader loader = loader(folders, type.substring(0, type.lastIndexOf('.') + 1));
            thread.setContextClassLoader(loader);
            Map<String, String> all = new HashMap<>(settings);
            all.put(
                    "work",
                    Files.createTempDirectory(Path.of("target").toAbsolutePath(), "container")
                            .toString());
            return new ContextFunction(loader, launcher(loader, type, all));
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(type + " does not start", e);
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    @SuppressWarnings("unchecked") // the launchers are such functions
    private static Function<String, Object> launcher(ClassLoader loader, String type, Map<String, String> settings)
            throws ReflectiveOperationException {
        return (Function<String, Object>)
                loader.loadClass(type).getConstructor(Map.class).newInstance(settings);
    }

    private static ClassLoader loader(List<Path> folders, String visiblePackage) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path folder : folders) {
            if (Files.isRegularFile(folder)) {
                urls.add(folder.toUri().toURL());
                continue;
            }
            try (Stream<Path> jars = Files.list(folder.toAbsolutePath())) {
                for (Path jar : jars.sorted().toList()) {
                    urls.add(jar.toUri().toURL());
                }
            }
        }
        urls.add(Container.class.getProtectionDomain().getCodeSource().getLocation());
        return new ContainerLoader(urls.toArray(new URL[0]), visiblePackage);
    }

    public int port() {
        return port;
    }

    /** The port with TLS of a container that was started with keys. */
    public int securePort() {
        return (Integer) launcher.apply("secure");
    }

    /** Calls a public static method of a class of the web application that takes and gives a string. */
    public String ask(String type, String method, String argument) throws ReflectiveOperationException {
        return (String) ((ClassLoader) launcher.apply("loader"))
                .loadClass(type)
                .getMethod(method, String.class)
                .invoke(null, argument);
    }

    /** The class loader of the web application, not kept from being collected. */
    WeakReference<ClassLoader> applicationLoader() {
        return new WeakReference<>((ClassLoader) launcher.apply("loader"));
    }

    /** Stops and removes the web application; the container goes on. */
    public void stopApplication() {
        command("stop-application");
    }

    public void stop() {
        command("stop");
    }

    private void command(String name) {
        if (!Boolean.TRUE.equals(launcher.apply(name))) {
            throw new IllegalStateException(name + " was not done");
        }
    }

    /** Runs the launcher with its class loader as context class loader. */
    private record ContextFunction(ClassLoader loader, Function<String, Object> inner)
            implements Function<String, Object> {
        @Override
        public Object apply(String command) {
            Thread thread = Thread.currentThread();
            ClassLoader outer = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                return inner.apply(command);
            } finally {
                thread.setContextClassLoader(outer);
            }
        }
    }

    /** The container's jars, and of this project only the launchers. */
    private static final class ContainerLoader extends URLClassLoader {
        private final String visiblePackage;

        ContainerLoader(URL[] urls, String visiblePackage) {
            super(urls, ClassLoader.getPlatformClassLoader());
            this.visiblePackage = visiblePackage;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.ws.") && !name.startsWith(visiblePackage)) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }
}
