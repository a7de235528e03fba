package dev.ws.it.distribution;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.Prerequisite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A running distribution. The unpacked home is shared and never written to; configuration, logs and the WAR are in a
 * base folder of this run, as both containers provide for.
 */
final class Distribution implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    // The realm that the stranger's WAR names.
    private static final String PEOPLE = """
            <?xml version="1.0"?>
            <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
            <Configure id="Server" class="org.eclipse.jetty.server.Server">
              <Call name="addBean">
                <Arg>
                  <New class="org.eclipse.jetty.security.HashLoginService">
                    <Set name="name">people</Set>
                    <Set name="userStore">
                      <New class="org.eclipse.jetty.security.UserStore">
                        <Call name="addUser">
                          <Arg>anna</Arg>
                          <Arg>
                            <Call class="org.eclipse.jetty.util.security.Credential" name="getCredential">
                              <Arg>secret</Arg>
                            </Call>
                          </Arg>
                          <Arg>
                            <Array type="java.lang.String">
                              <Item>chatter</Item>
                            </Array>
                          </Arg>
                        </Call>
                      </New>
                    </Set>
                  </New>
                </Arg>
              </Call>
            </Configure>
            """;

    private final Process process;
    private final Path base;
    private final Path console;
    private final String classLoader;
    private final int port;

    private Distribution(Process process, Path base, Path console, String classLoader, Pattern started)
            throws Exception {
        this.process = process;
        this.base = base;
        this.console = console;
        this.classLoader = classLoader;
        Await.until(() -> "started:\n" + read(console), PATIENCE, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("ended while starting:\n" + read(console));
            }
            return started.matcher(read(console)).find();
        });
        Matcher matcher = started.matcher(read(console));
        if (!matcher.find()) {
            throw new AssertionError("unreachable");
        }
        this.port = Integer.parseInt(matcher.group(1));
    }

    /** Starts Tomcat with these WARs, each at the name of its file. */
    static Distribution tomcat(Path home, String name, Path... wars) throws Exception {
        Path base = emptyBase(home, name);
        copyTree(home.resolve("conf"), base.resolve("conf"));
        for (String folder : List.of("logs", "temp", "webapps", "work")) {
            Files.createDirectories(base.resolve(folder));
        }
        Path server = base.resolve("conf/server.xml");
        Files.writeString(
                server,
                Files.readString(server)
                        .replace("port=\"8080\"", "port=\"0\" address=\"127.0.0.1\"")
                        .replace("port=\"8005\"", "port=\"-1\"")
                        .replace(
                                "defaultHost=\"localhost\"",
                                "defaultHost=\"localhost\" backgroundProcessorDelay=\"1\""));
        Path users = base.resolve("conf/tomcat-users.xml");
        Files.writeString(
                users,
                Files.readString(users)
                        .replace(
                                "</tomcat-users>",
                                "<user username='anna' password='secret' roles='chatter'/></tomcat-users>"));
        for (Path war : wars) {
            drop(base, war);
        }
        Path console = base.resolve("console.log");
        ProcessBuilder builder = new ProcessBuilder(
                        "sh", home.resolve("bin/catalina.sh").toString(), "run")
                .directory(base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile());
        builder.environment().put("CATALINA_HOME", home.toString());
        builder.environment().put("CATALINA_BASE", base.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JRE_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", "-Xmx256m");
        return new Distribution(
                builder.start(),
                base,
                console,
                "org.apache.catalina.loader.ParallelWebappClassLoader",
                Pattern.compile("http-nio-127\\.0\\.0\\.1-auto-\\d+-(\\d+)(?s:.*)Server startup in"));
    }

    /** Starts Jetty with these modules beside {@code http}, and with these WARs, each at the name of its file. */
    static Distribution jetty(Path home, String modules, String name, Path... wars) throws Exception {
        return jetty(home, modules, name, List.of(), wars);
    }

    /** The same with more properties on the command line. */
    static Distribution jetty(Path home, String modules, String name, List<String> properties, Path... wars)
            throws Exception {
        Path base = emptyBase(home, name);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String start = home.resolve("start.jar").toString();
        Path console = base.resolve("console.log");
        Process adding = new ProcessBuilder(java, "-jar", start, "--add-modules=http," + modules)
                .directory(base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(base.resolve("modules.log").toFile())
                .start();
        if (!adding.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || adding.exitValue() != 0) {
            adding.destroyForcibly();
            throw new AssertionError("no Jetty base:\n" + read(base.resolve("modules.log")));
        }
        Files.writeString(Files.createDirectories(base.resolve("etc")).resolve("people.xml"), PEOPLE);
        for (Path war : wars) {
            drop(base, war);
        }
        List<String> command = new ArrayList<>(List.of(
                java,
                "-Xmx256m",
                "-Djava.io.tmpdir=" + Files.createDirectories(base.resolve("temp")),
                "-jar",
                start,
                "jetty.http.host=127.0.0.1",
                "jetty.http.port=0",
                "jetty.deploy.scanInterval=1",
                "etc/people.xml"));
        command.addAll(properties);
        Process process = new ProcessBuilder(command)
                .directory(base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        return new Distribution(
                process,
                base,
                console,
                "org.eclipse.jetty.ee.webapp.WebAppClassLoader",
                Pattern.compile(
                        "Started [^\\n]*\\{HTTP/1\\.1, [^\\n]*\\{127\\.0\\.0\\.1:(\\d+)\\}(?s:.*)Started [^\\n]*Server@"));
    }

    private static Path emptyBase(Path home, String name) throws IOException {
        if (!Files.isDirectory(home)) {
            throw Prerequisite.missing("no distribution at " + home);
        }
        Path base = Prerequisite.target().resolve("bases").resolve(name);
        if (Files.exists(base)) {
            deleteTree(base);
        }
        return Files.createDirectories(base);
    }

    private static void drop(Path base, Path war) throws IOException {
        Path webapps = Files.createDirectories(base.resolve("webapps"));
        Path name = war.getFileName();
        // moved in one step, so that no half of it is ever deployed
        Path copy = Files.copy(war, base.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        Files.move(copy, webapps.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    int port() {
        return port;
    }

    /** The port of Jetty's connector with TLS. */
    int securePort() {
        Matcher matcher = Pattern.compile("Started [^\\n]*\\{SSL, [^\\n]*\\{127\\.0\\.0\\.1:(\\d+)\\}")
                .matcher(log());
        if (!matcher.find()) {
            throw new AssertionError("no connector with TLS:\n" + log());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** All that was printed so far. */
    String log() {
        return read(console);
    }

    /** Adds a WAR; the container notices by itself. */
    void deploy(Path war) throws IOException {
        drop(base, war);
    }

    /** Removes a WAR; the container notices by itself. */
    void undeploy(Path war) throws IOException {
        Files.delete(base.resolve("webapps").resolve(war.getFileName()));
    }

    /** The class loaders of web applications that are still reachable, after a full collection. */
    int applicationClassLoaders() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            throw Prerequisite.missing("no jcmd in " + jcmd.getParent());
        }
        Process histogram = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String text = new String(histogram.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (histogram.waitFor() != 0) {
            throw new AssertionError("no histogram: " + text);
        }
        Matcher line = Pattern.compile(":\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(classLoader) + "\\b")
                .matcher(text);
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    /** Asks the process to end, as {@code kill} does. */
    void requestStop() {
        process.destroy();
    }

    /** Waits for the process to end. */
    void awaitStop() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("did not end:\n" + log());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
