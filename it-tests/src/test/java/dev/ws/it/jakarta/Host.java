package dev.ws.it.jakarta;

import dev.ws.it.container.Container;
import dev.ws.it.wire.Prerequisite;
import java.io.IOException;
import java.nio.file.DirectoryStream;
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
 * The containers, with the jars of their own WebSocket and without. Each is started when it is first asked for and ends
 * with the JVM; web applications are added and removed by tests.
 */
enum Host {
    TOMCAT_10("tomcat10", "jakarta/tomcat10", ""),
    TOMCAT_11("tomcat11", "jakarta/tomcat11", ""),
    JETTY_EE10("jetty-ee10", "", "ee10"),
    JETTY_EE10_MODULE("jetty-ee10", "distribution", "ee10"), // whose jars are in the distribution only
    JETTY_EE11("jetty-ee11", "", "ee11"),
    JETTY_EE11_MODULE("jetty-ee11", "jakarta/jetty-ee11", "ee11");

    private static final ReentrantLock SHARING = new ReentrantLock();
    private static final Map<Host, Running> RUNNING = new EnumMap<>(Host.class);

    private final String folder;
    private final String module;
    private final String environment;

    Host(String folder, String module, String environment) {
        this.folder = folder;
        this.module = module;
        this.environment = environment;
    }

    boolean isJetty() {
        return !environment.isEmpty();
    }

    /** Whether the container has an implementation of its own. */
    boolean hasOwn() {
        return !module.isEmpty();
    }

    int port() {
        return running().port;
    }

    /**
     * Adds a web application.
     *
     * @param path its context path
     * @param folder where it is
     * @return whether it started
     */
    boolean deploy(String path, Path folder) {
        return (Boolean) running().launcher.apply("deploy " + path + " " + folder);
    }

    void undeploy(String path) {
        if (!Boolean.TRUE.equals(running().launcher.apply("undeploy " + path))) {
            throw new IllegalStateException(path + " was not removed");
        }
    }

    /** Has Tomcat know no default configurator, as it does before its first web application. */
    void forgetDefaultConfigurator() {
        if (!Boolean.TRUE.equals(running().launcher.apply("forget"))) {
            throw new IllegalStateException(this + " remembers");
        }
    }

    private Running running() {
        SHARING.lock();
        try {
            return RUNNING.computeIfAbsent(this, Host::start);
        } finally {
            SHARING.unlock();
        }
    }

    private static Running start(Host host) {
        List<Path> folders = new ArrayList<>();
        folders.add(Path.of("target", "containers", host.folder));
        if (host.module.equals("distribution")) {
            Path library = Path.of(System.getProperty("it.jetty"), "lib");
            folders.add(library.resolve("ee10-websocket"));
            folders.addAll(coreOf(library));
        } else if (host.hasOwn()) {
            folders.add(Path.of("target", host.module));
        }
        Function<String, Object> launcher = Container.load(
                folders,
                "dev.ws.it.jakarta.launch." + (host.isJetty() ? "JettyHost" : "TomcatHost"),
                Map.of("environment", host.environment));
        return new Running(launcher, (Integer) launcher.apply("start"));
    }

    private static List<Path> coreOf(Path library) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(library, "jetty-websocket-*.jar")) {
            found.forEach(jars::add);
        } catch (IOException e) {
            throw Prerequisite.missing("no Jetty distribution in " + library);
        }
        return jars;
    }

    private record Running(Function<String, Object> launcher, int port) {}

    /** The ones that have an implementation of their own. */
    static List<Host> withOwn() {
        return Stream.of(values()).filter(Host::hasOwn).toList();
    }
}
