package dev.ws.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java code in README.md and the guides in docs compiles as it stands there, and does what is said about it. */
class DocumentedCodeIT {
    private static final Path ROOT = Path.of(System.getProperty("basedir")).getParent();
    private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("(?m)^public (?:final )?class (\\w+)");

    private static Path classes;
    private static Server server;
    private static int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void deployTheSnippets(@TempDir Path folder) throws Exception {
        Map<String, String> sources = new LinkedHashMap<>(snippets("README.md"));
        sources.putAll(snippets("docs/servlet.md"));
        sources.putAll(snippets("docs/compression.md"));
        sources.putAll(snippets("docs/jakarta.md"));
        Path webInf = folder.resolve("app/WEB-INF");
        classes = webInf.resolve("classes");
        compile(sources, folder.resolve("src"), classes);
        unpackLibraries(webInf.resolve("lib"));
        server = RunExamples.start(folder.resolve("app"), 0);
        port = RunExamples.port(server);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            RunExamples.stop(server);
        }
    }

    /** The code blocks of a file by class name; each is a complete source file. */
    private static Map<String, String> snippets(String file) throws IOException {
        Map<String, String> snippets = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(Files.readString(ROOT.resolve(file)));
        while (block.find()) {
            Matcher name = CLASS.matcher(block.group(1));
            assertThat(name.find()).as("a public class in %s", block.group(1)).isTrue();
            snippets.put(name.group(1), block.group(1));
        }
        assertThat(snippets).as("snippets of %s", file).isNotEmpty();
        return snippets;
    }

    private static void compile(Map<String, String> sources, Path from, Path to) throws IOException {
        Files.createDirectories(from);
        Files.createDirectories(to);
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            files.add(Files.writeString(from.resolve(source.getKey() + ".java"), source.getValue()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-d",
                    to.toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-Xlint:all,-serial,-processing");
            boolean compiled = compiler.getTask(
                            messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    private static void unpackLibraries(Path to) throws IOException {
        Files.createDirectories(to);
        try (ZipFile war = new ZipFile(System.getProperty("war"))) {
            Enumeration<? extends ZipEntry> entries = war.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().startsWith("WEB-INF/lib/")
                        && entry.getName().endsWith(".jar")) {
                    try (InputStream jar = war.getInputStream(entry)) {
                        Files.copy(jar, to.resolve(Path.of(entry.getName()).getFileName()));
                    }
                }
            }
        }
    }

    @Test
    void readmeEchoHasAtMostFifteenLinesAndEchoes() throws Exception {
        assertThat(snippets("README.md").get("EchoServlet").lines()).hasSizeLessThanOrEqualTo(15);

        Client client = Client.connect(http, port, "/echo").send("hello");
        assertThat(client.next()).isEqualTo("hello");
        client.send(new byte[] {1, 2});
        assertThat(client.next()).isEqualTo("binary 0102");
        client.leave();
    }

    @Test
    void servletAndFilterOfTheGuideWork() throws Exception {
        Client one = Client.connect(http, port, "/news");
        Client two = Client.connect(http, port, "/news");
        one.send("rain");
        assertThat(two.next()).isEqualTo("rain");
        one.leave();
        two.leave();
        assertThat(Client.statusOf(http, port, "/news", "Origin", "http://elsewhere.example"))
                .isEqualTo(403);

        Client room = Client.connect(http, port, "/rooms/blue");
        assertThat(room.next()).isEqualTo("you are in /rooms/blue");
        room.leave();
    }

    @Test
    void theAddressOfTheGuideIsTheClients() throws Exception {
        Client proxied = Client.connect(http, port, "/address", "X-Forwarded-For", "198.51.100.1, 192.0.2.7, 10.0.0.1");
        assertThat(proxied.next()).isEqualTo("you are 192.0.2.7");
        proxied.leave();
    }

    @Test
    void upgradesByHandOfTheGuideWork() throws Exception {
        Client time = Client.connect(http, port, "/time");
        assertThat(Instant.parse(time.next())).isBeforeOrEqualTo(Instant.now());
        time.leave();

        Client report = Client.connect(http, port, "/report");
        assertThat(report.next()).isEqualTo("progress 0");
        report.leave();
        HttpRequest page = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/report"))
                .build();
        assertThat(http.send(page, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("the report");
    }

    @Test
    void compressionOfReadmeAndGuideIsAgreedAndWorks() throws Exception {
        try (CompressedClient quotes = new CompressedClient(port, "/quotes", "permessage-deflate")) {
            assertThat(quotes.extensions()).isEqualTo("permessage-deflate");
            assertThat(quotes.send("hello").next()).isEqualTo("hello");
            assertThat(quotes.wasCompressed()).isTrue();
        }
        try (CompressedClient prices = new CompressedClient(port, "/prices", "permessage-deflate")) {
            assertThat(prices.extensions()).isEqualTo("permessage-deflate; client_no_context_takeover");
            assertThat(prices.send("1.25").next()).isEqualTo("1.25");
            assertThat(prices.wasCompressed()).isTrue();
        }
    }

    @Test
    void jakartaEndpointsOfReadmeAndGuideWork() throws Exception {
        Client greeted = Client.connect(http, port, "/greeting/Anna");
        greeted.send("morning");
        assertThat(greeted.next()).isEqualTo("good morning, Anna");
        greeted.leave();

        Client one = Client.connect(http, port, "/ticker");
        Client two = Client.connect(http, port, "/ticker").send("1.25");
        assertThat(one.next()).isEqualTo("1.25");
        assertThat(two.next()).isEqualTo("1.25");
        one.leave();
        two.leave();

        try (CompressedClient rates = new CompressedClient(port, "/rates/EUR", "permessage-deflate")) {
            assertThat(rates.extensions()).isEqualTo("permessage-deflate");
            assertThat(rates.send("EUR").next()).isEqualTo("EUR 1.25");
        }
        assertThat(Client.statusOf(http, port, "/rates/EUR", "Origin", "http://elsewhere.example"))
                .isEqualTo(403);

        HttpRequest who = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/who-serves"))
                .build();
        assertThat(http.send(who, HttpResponse.BodyHandlers.ofString()).body()).startsWith("dev.ws.jakarta.");
    }

    @Test
    void jakartaClientOfTheGuideGetsItsAnswer() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            loader.loadClass("RatesClient").getMethod("main", String[].class).invoke(null, (Object)
                    new String[] {"ws://localhost:" + port + "/rates/EUR"});
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("EUR? 1.25");
    }

    @Test
    void linksOfTheGuidesLeadSomewhere() throws Exception {
        try (Stream<Path> guides = Files.list(ROOT.resolve("docs"))) {
            for (Path guide : guides.toList()) {
                Matcher link = Pattern.compile("\\]\\(([^)#:]+)[)#]").matcher(Files.readString(guide));
                while (link.find()) {
                    assertThat(guide.resolveSibling(link.group(1)).normalize()).exists();
                }
            }
        }
    }

    @Test
    void readmeNamesTheTwoCommandsThatExist() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(readme).contains("mvn -q -Prun -pl ws-examples-war -am -DskipTests package");
        assertThat(readme).contains("mvn -B -ntp verify");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("mvn -B -ntp verify");
        Matcher link = Pattern.compile("\\]\\(([^)#:]+)\\)").matcher(readme);
        while (link.find()) {
            assertThat(ROOT.resolve(link.group(1))).exists();
        }
    }
}
