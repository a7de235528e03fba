package dev.ws.it.container;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
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

    /** A container of one's own with another web application: a WAR or the folder of one. */
    public static Container start(ContainerKind kind, Path webApplication) {
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        try {
            ClassLoader loader = loader(kind);
            thread.setContextClassLoader(loader);
            Map<String, String> settings = Map.of(
                    "variant", kind.variant(),
                    "webapp", webApplication.toString(),
                    "work",
                            Files.createTempDirectory(Path.of("target").toAbsolutePath(), "container")
                                    .toString());
            return new Container(new ContextFunction(loader, launcher(kind, loader, settings)));
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(kind + " does not start", e);
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    @SuppressWarnings("unchecked") // the launchers in the package launch
    private static Function<String, Object> launcher(
            ContainerKind kind, ClassLoader loader, Map<String, String> settings) throws ReflectiveOperationException {
        return (Function<String, Object>) loader.loadClass("dev.ws.it.container.launch." + kind.launcher())
                .getConstructor(Map.class)
                .newInstance(settings);
    }

    private static ClassLoader loader(ContainerKind kind) throws IOException {
        Path folder = Path.of("target", "containers", kind.folder()).toAbsolutePath();
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> jars = Files.list(folder)) {
            for (Path jar : jars.sorted().toList()) {
                urls.add(jar.toUri().toURL());
            }
        }
        urls.add(Container.class.getProtectionDomain().getCodeSource().getLocation());
        return new ContainerLoader(urls.toArray(new URL[0]));
    }

    public int port() {
        return port;
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
        ContainerLoader(URL[] urls) {
            super(urls, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("dev.ws.") && !name.startsWith("dev.ws.it.container.launch.")) {
                throw new ClassNotFoundException(name);
            }
            return super.findClass(name);
        }
    }
}
