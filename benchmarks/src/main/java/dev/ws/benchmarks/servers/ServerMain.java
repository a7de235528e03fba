package dev.ws.benchmarks.servers;

import dev.ws.benchmarks.jakarta.Deflate;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs one server until the JVM is told to end. Loaded by {@link Launcher} inside the container's class path. */
public final class ServerMain {
    /** Held so that the level set on it is not lost with a collected logger. */
    private static final Logger ROOT = Logger.getLogger("");

    private ServerMain() {}

    /**
     * Starts the server and says where it listens. Returns while the container's threads run on.
     *
     * @param args see {@link ServerOptions#USAGE}
     * @throws Exception when it does not start
     */
    public static void main(String[] args) throws Exception {
        ROOT.setLevel(Level.WARNING);
        if (ConformanceOptions.meant(args)) {
            ConformanceOptions wanted = ConformanceOptions.parse(args);
            int cases = wanted.api().equals("jakarta")
                    ? new JakartaConformanceClient(wanted.url()).run()
                    : new ConformanceClient(wanted.url()).run();
            System.out.println(cases + " cases");
            return;
        }
        ServerOptions options = ServerOptions.parse(args);
        System.setProperty(Deflate.ALLOWED, Boolean.toString(options.deflate()));
        ContainerServer server = switch (options.container()) {
            case "tomcat", "tomcat10" -> new TomcatServer(options);
            case "jetty" -> new JettyServer(options, new JettyEe11());
            case "jetty-ee10" -> new JettyServer(options, new JettyEe10());
            case "undertow" -> new UndertowServer(options);
            case "standalone" -> new StandaloneServer(options);
            default -> throw new AssertionError(options.container());
        };
        int port = server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        System.out.println("listening on " + port);
    }

    private static void stop(ContainerServer server) {
        try {
            server.stop();
        } catch (Exception failure) {
            // Not a logger: its own shutdown hook may have ended it by now.
            System.err.println("stop failed: " + failure);
        }
    }
}
