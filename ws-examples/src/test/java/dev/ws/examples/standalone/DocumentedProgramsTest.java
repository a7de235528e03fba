package dev.ws.examples.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs in README.md and the guides compile as they stand there, and, on another port, do what is said of them. */
class DocumentedProgramsTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir")).getParent();
    private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("(?m)^public (?:final )?class (\\w+)");
    private static final String PORT = "8080";

    @TempDir
    private Path folder;

    /** The code block that is a class of this name. */
    private static String snippet(String file, String name) throws IOException {
        Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve(file)));
        while (block.find()) {
            Matcher found = CLASS.matcher(block.group(1));
            if (found.find() && found.group(1).equals(name)) {
                return block.group(1);
            }
        }
        throw new AssertionError("no class " + name + " in " + file);
    }

    private Program run(String file, String name, int port) throws IOException {
        String source = snippet(file, name);
        assertThat(source).contains(PORT);
        Path code = Files.createDirectories(folder.resolve(name));
        Path java = Files.writeString(code.resolve(name + ".java"), source.replace(PORT, Integer.toString(port)));
        compile(java, code);
        return Program.start(code, name);
    }

    private static void compile(Path source, Path to) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-d", to.toString(), "-cp", System.getProperty("java.class.path"), "-Xlint:all,-processing");
            boolean compiled = compiler.getTask(
                            messages, manager, null, options, null, manager.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    @Test
    void allOfThemAreRunHere() throws Exception {
        List<String> names = new ArrayList<>();
        List<Path> files = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> guides = Files.list(ROOT.resolve("docs"))) {
            // What needs the Jakarta adapter is run by a test of the example WAR.
            guides.filter(guide -> !guide.endsWith("jakarta.md")).sorted().forEach(files::add);
        }
        for (Path file : files) {
            Matcher block = BLOCK.matcher(Files.readString(file));
            while (block.find()) {
                Matcher name = CLASS.matcher(block.group(1));
                if (block.group(1).contains("void main(") && name.find()) {
                    names.add(name.group(1));
                }
            }
        }
        assertThat(names)
                .containsExactly(
                        "EchoServer", "EchoClient", "AskTheTime", "Follow", "Narrator", "TimeServer", "TwoPaths");
    }

    @Test
    void echoOfReadmeComesBack() throws Exception {
        try (Program server = run("README.md", "EchoServer", 0);
                Program client = run("README.md", "EchoClient", server.port())) {
            assertThat(client.line()).isEqualTo("hello");
            assertThat(client.exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EchoServer", "EchoClient"})
    void echoOfReadmeHasAtMostFifteenLines(String name) throws Exception {
        assertThat(snippet("README.md", name).lines()).hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void serverAndClientOfTheGuidesKnowTheTime() throws Exception {
        try (Program server = run("docs/server.md", "TimeServer", 0)) {
            int port = server.port();
            try (Program client = run("docs/client.md", "AskTheTime", port)) {
                assertThat(Instant.parse(client.line())).isBeforeOrEqualTo(Instant.now());
                assertThat(client.exitCode()).isZero();
            }
            Peer left = Peer.connect(port, "/time");
            server.stop();
            assertThat(left.next()).isEqualTo("closed 1001");

            assertThat(server.exitCode()).isNotZero(); // as of every process that a signal ended
        }
    }

    @Test
    void narratorTellsTheEventsInOrder() throws Exception {
        try (Program server = run("docs/connection.md", "Narrator", 0)) {
            Peer peer = Peer.connect(server.port(), "/here");
            peer.send("hello");
            peer.leave(4001, "enough");

            assertThat(server.line()).isEqualTo("1 connected /here, OPEN");
            assertThat(server.line()).isEqualTo("2 open, OPEN");
            assertThat(server.line()).isEqualTo("3 text hello, OPEN");
            assertThat(server.line()).isEqualTo("4 closing 4001 enough, CLOSING");
            assertThat(server.line()).isEqualTo("5 closed 4001, clean true, CLOSED");
        }
    }

    @Test
    void followerOfTheClientGuideGetsTheNews() throws Exception {
        try (Program servers = run("docs/server.md", "TwoPaths", 0);
                Program client = run("docs/client.md", "Follow", servers.port())) {
            assertThat(client.line()).isEqualTo("news");
        }
    }

    @Test
    void pathsOfTheServerGuideShareAPort() throws Exception {
        try (Program servers = run("docs/server.md", "TwoPaths", 0)) {
            int port = servers.port();
            assertThat(Peer.connect(port, "/news").next()).isEqualTo("news");
            assertThat(Peer.connect(port, "/rooms/blue").next()).isEqualTo("you are in /rooms/blue");
            assertThat(Peer.statusOf(port, "/other")).isEqualTo(404);
        }
    }

    @Test
    void commandForTheExamplesIsTheSameEverywhere() throws Exception {
        String command = "mvn -q -Pexample -pl ws-examples -am -DskipTests package -Dexample=SimpleServer";

        for (String file : List.of("README.md", "ws-examples/README.md", "ws-examples/pom.xml")) {
            assertThat(Files.readString(ROOT.resolve(file))).as(file).contains(command);
        }
    }
}
