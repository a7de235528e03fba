package dev.ws.it.http2;

import dev.ws.it.container.Container;
import dev.ws.it.container.WarFolder;
import dev.ws.it.http2.app.NativeEcho;
import dev.ws.it.jakarta.Wars;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.KeyStores;
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

/**
 * Jetty's environments, without and with the jars of its own WebSocket. The shared server of each is started when it is
 * first asked for and ends with the JVM.
 */
enum Site {
    EE10("ee10", false),
    EE10_MODULE("ee10", true),
    EE11("ee11", false),
    EE11_MODULE("ee11", true);

    private static final ReentrantLock SHARING = new ReentrantLock();
    private static final Map<Site, Running> RUNNING = new EnumMap<>(Site.class);

    private final String environment;
    private final boolean module;

    Site(String environment, boolean module) {
        this.environment = environment;
        this.module = module;
    }

    boolean hasOwn() {
        return module;
    }

    /** The server that tests share. */
    Running shared() throws IOException {
        SHARING.lock();
        try {
            Running known = RUNNING.get(this);
            if (known == null) {
                known = start();
                RUNNING.put(this, known);
            }
            return known;
        } finally {
            SHARING.unlock();
        }
    }

    /** A server of one's own. */
    Running start() throws IOException {
        List<Path> folders = new ArrayList<>(List.of(Path.of("target", "containers", "jetty-" + environment)));
        if (module && environment.equals("ee10")) { // whose jars are in the distribution only
            Path library = Path.of(System.getProperty("it.jetty"), "lib");
            folders.add(library.resolve("ee10-websocket"));
            folders.addAll(coreOf(library));
        } else if (module) {
            folders.add(Path.of("target", "jakarta", "jetty-ee11"));
        }
        Function<String, Object> launcher = Container.load(
                folders,
                "dev.ws.it.http2.launch.Http2Launcher",
                Map.of("environment", environment, "keys", KeyStores.shared().toString()));
        Running running = new Running(launcher);
        running.command("start");
        running.command("deploy /app " + application(!module));
        if (module) {
            running.command("deploy /native "
                    + WarFolder.create("native").classes(NativeEcho.class).path());
        }
        return running;
    }

    private static Path application(boolean withApi) throws IOException {
        WarFolder war =
                WarFolder.create("http2").packages("dev.ws.it.http2.app").file("WEB-INF/web.xml", """
                        <?xml version="1.0" encoding="UTF-8"?>
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                          <context-param>
                            <param-name>dev.ws.sessionPolicy</param-name>
                            <param-value>always</param-value>
                          </context-param>
                          <context-param>
                            <param-name>dev.ws.stopTimeout</param-name>
                            <param-value>2</param-value>
                          </context-param>
                        </web-app>
                        """);
        return Wars.addOurs(war, withApi).path();
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

    /** A server that runs. */
    static final class Running {
        private final Function<String, Object> launcher;

        private Running(Function<String, Object> launcher) {
            this.launcher = launcher;
        }

        /** Opens an HTTP/2 connection: with TLS and ALPN, or without and with prior knowledge. */
        Http2Peer connect(boolean tls) throws IOException {
            return tls
                    ? Http2Peer.secure((Integer) launcher.apply("secure"))
                    : Http2Peer.plain((Integer) launcher.apply("plain"));
        }

        /** How many streams the HTTP/2 connections have. */
        int streams() {
            return (Integer) launcher.apply("streams");
        }

        /** How many WebSockets our servers have. */
        int clients() throws ReflectiveOperationException {
            return Integer.parseInt(ask("clients", ""));
        }

        /** What the connection with {@code ?id=} saw: errors, and the close event. */
        String events(String id) throws ReflectiveOperationException {
            return ask("events", id);
        }

        /** Waits until Jetty has no stream and our servers have no connection. */
        void awaitNothingLeft() throws Exception {
            Await.until("no streams", () -> streams() == 0);
            Await.until("no clients", () -> clients() == 0);
            if (!ask("open", "").equals("[]")) {
                throw new AssertionError("without a close event: " + ask("open", ""));
            }
        }

        /** Calls a static method of the application's journal. */
        String ask(String method, String argument) throws ReflectiveOperationException {
            return (String) ((ClassLoader) launcher.apply("loader /app"))
                    .loadClass("dev.ws.it.http2.app.Journal")
                    .getMethod(method, String.class)
                    .invoke(null, argument);
        }

        /** Stops the web application; the server goes on. */
        void stopApplication() {
            command("undeploy /app");
        }

        void stop() {
            command("stop");
        }

        private void command(String words) {
            if (!Boolean.TRUE.equals(launcher.apply(words))) {
                throw new IllegalStateException(words + " was not done");
            }
        }
    }
}
