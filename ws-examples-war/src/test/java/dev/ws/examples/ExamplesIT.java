package dev.ws.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.CookieManager;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every example of the packed WAR, served by Jetty as a person would serve it, spoken to by the JDK's client. Long
 * because all examples share one server, which takes longer to start than they take to be tried.
 */
class ExamplesIT {
    private static Server server;
    private static int port;

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @BeforeAll
    static void serve(@TempDir Path folder) throws Exception {
        server = start(folder, "heartbeatSeconds", "1");
        port = RunExamples.port(server);
    }

    @AfterAll
    static void stop() {
        RunExamples.stop(server);
    }

    /** Serves the WAR with a context parameter of its own, as an administrator would set it from outside. */
    private static Server start(Path folder, String parameter, String value) throws Exception {
        String overrides = "<web-app version=\"6.0\" metadata-complete=\"false\"><context-param><param-name>"
                + parameter + "</param-name><param-value>" + value + "</param-value></context-param></web-app>";
        Path file = Files.writeString(folder.resolve("overrides.xml"), overrides);
        return RunExamples.start(Path.of(System.getProperty("war")), 0, file);
    }

    private Client connect(String path, String... headers) {
        return Client.connect(http, port, path, headers);
    }

    private HttpResponse<String> request(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/",
                "/echo.html",
                "/broadcast.html",
                "/chat.html",
                "/stats.html",
                "/session.html",
                "/auth.html",
                "/whoami.html",
                "/heartbeat.html",
                "/compression.html"
            })
    void everyPageIsServedAndNamesNothingForeign(String path) throws Exception {
        HttpResponse<String> page = request("GET", path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("id=\"state\"", "id=\"error\"", "style.css", "./page.js");
        assertThat(page.body()).doesNotContain("http://", "https://", "//cdn");
    }

    @Test
    void indexLinksEveryPageAndItsCountsNameEveryEndpoint() throws Exception {
        String index = request("GET", "/").body();
        Client stats = connect("/stats");
        String figures = stats.next();
        stats.leave();

        Matcher link = Pattern.compile("href=\"([a-z]+\\.html)\"").matcher(index);
        int links = 0;
        while (link.find()) {
            links++;
            assertThat(request("GET", "/" + link.group(1)).statusCode()).isEqualTo(200);
        }
        assertThat(links).isEqualTo(9);
        Matcher counted = Pattern.compile("\"(/[a-z-]+)\":").matcher(figures);
        int endpoints = 0;
        while (counted.find()) {
            endpoints++;
            assertThat(index).contains("data-count=\"" + counted.group(1) + "\"");
        }
        assertThat(endpoints).isEqualTo(14);
    }

    @ParameterizedTest(name = "H-23 H-30 {0}")
    @ValueSource(strings = {"/echo", "/autobahn", "/jakarta/echo"})
    void echoKeepsTheKind(String path) throws Exception {
        Client client = connect(path);

        client.send("grüße");
        assertThat(client.next()).isEqualTo("grüße");
        client.send(new byte[] {0, 1, -1});
        assertThat(client.next()).isEqualTo("binary 0001ff");
        assertThat(client.leave()).isEqualTo("closed 1000");
    }

    @Test
    @DisplayName("H-04 simple server greets")
    void simpleGreetsAndStaysOpen() throws Exception {
        Client client = connect("/simple");

        assertThat(client.next()).isEqualTo("something");
        client.send("to the log");
        assertThat(client.leave()).isEqualTo("closed 1000");
    }

    @Test
    @DisplayName("H-08 broadcast to all")
    void broadcastReachesTheSenderToo() throws Exception {
        Client one = connect("/broadcast-all");
        Client two = connect("/broadcast-all");

        one.send("text");
        assertThat(one.next()).isEqualTo("text");
        assertThat(two.next()).isEqualTo("text");
        two.send(new byte[] {7});
        assertThat(one.next()).isEqualTo("binary 07");
        assertThat(two.next()).isEqualTo("binary 07");
        one.leave();
        two.leave();
    }

    @Test
    @DisplayName("H-09 broadcast to the others")
    void broadcastToOthersLeavesTheSenderOut() throws Exception {
        Client one = connect("/broadcast-others");
        Client two = connect("/broadcast-others");

        one.send("from one");
        assertThat(two.next()).isEqualTo("from one");
        two.send("from two");

        assertThat(one.next()).as("one never got its own message").isEqualTo("from two");
        one.leave();
        two.leave();
    }

    @ParameterizedTest(name = "H-27 H-30 {0}")
    @ValueSource(strings = {"/chat", "/jakarta/chat"})
    void chatTellsWhoEntersSpeaksAndLeaves(String path) throws Exception {
        Client silent = connect(path);
        Client anna = connect(path).send("anna");
        assertThat(silent.next()).isEqualTo("anna entered");
        Client ben = connect(path).send(" ben ");
        assertThat(silent.next()).isEqualTo("ben entered");

        ben.send("hello");
        assertThat(silent.next()).isEqualTo("[ben] hello");
        ben.leave();

        assertThat(anna.next()).isEqualTo("anna entered");
        assertThat(anna.next()).isEqualTo("ben entered");
        assertThat(anna.next()).isEqualTo("[ben] hello");
        assertThat(anna.next()).isEqualTo("ben left");
        silent.leave();
        anna.send("anybody here?");
        assertThat(anna.next()).as("who had no name left without a word").isEqualTo("[anna] anybody here?");
        anna.leave();
    }

    @ParameterizedTest(name = "H-27 H-30 {0}")
    @ValueSource(strings = {"/chat", "/jakarta/chat"})
    void chatRefusesAnEmptyNickname(String path) throws Exception {
        assertThat(connect(path).send("  ").next()).isEqualTo("closed 4000 a nickname has 1 to 30 characters");
    }

    @Test
    @DisplayName("H-21 server statistics")
    void statsKeepComingAndCountConnections() throws Exception {
        Client echo = connect("/echo");
        Client stats = connect("/stats");

        assertThat(stats.next())
                .contains("\"heapUsed\":", "\"heapTotal\":", "\"gcCount\":", "\"gcMillis\":", "\"direct\":");
        awaitFigures(stats, "\"/echo\":1", "\"/stats\":1");
        echo.leave();
        awaitFigures(stats, "\"/echo\":0", "\"/stats\":1");
        stats.leave();
    }

    /** Takes figures until these are among them: connections of earlier tests may still be about to end. */
    private static void awaitFigures(Client stats, String... expected) throws InterruptedException {
        String figures = stats.next();
        for (int i = 0; i < 100 && !Stream.of(expected).allMatch(figures::contains); i++) {
            figures = stats.next();
        }
        assertThat(figures).contains(expected);
    }

    @ParameterizedTest(name = "H-21 H-30 the timer of {0} ends with the last page")
    @CsvSource({"/stats, stats", "/jakarta/stats, jakarta-stats"})
    void statsTimerEndsWithTheLastPage(String path, String timer) throws Exception {
        Client one = connect(path);
        Client two = connect(path);
        assertThat(one.next()).contains("\"heapUsed\":", "\"connections\":{\"");
        awaitThreads(timer, 1);

        one.leave();
        two.next();
        two.leave();

        awaitThreads(timer, 0);
    }

    private static void awaitThreads(String name, int count) throws InterruptedException {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (threads(name) != count && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(threads(name)).isEqualTo(count);
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    @ParameterizedTest(name = "H-20 H-30 upgrade to {0} without login is 401")
    @ValueSource(strings = {"/session", "/jakarta/session"})
    void sessionWithoutLoginIsRefused(String path) throws Exception {
        assertThat(Client.statusOf(http, port, path)).isEqualTo(401);

        request("POST", "/login");
        assertThat(Client.statusOf(http, port, path)).isEqualTo(101);

        request("DELETE", "/logout");
        assertThat(Client.statusOf(http, port, path)).isEqualTo(401);
    }

    @ParameterizedTest(name = "H-20 H-30 F-011 {0}: logout closes all of the user''s connections, and nobody else''s")
    @ValueSource(strings = {"/session", "/jakarta/session"})
    void logoutClosesTheUsersConnections(String path) throws Exception {
        String login = request("POST", "/login").body();
        String userId = login.replaceFirst(".*\"userId\":\"([^\"]+)\".*", "$1");
        assertThat(request("GET", "/login").body()).contains(userId);
        HttpClient otherBrowser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        otherBrowser.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/login"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        Client other = Client.connect(otherBrowser, port, path);
        Client one = connect(path);
        Client two = connect(path);
        one.send("hello");
        assertThat(one.next()).isEqualTo(userId + ": hello");

        assertThat(request("DELETE", "/logout").statusCode()).isEqualTo(200);

        assertThat(one.next()).startsWith("closed 1008");
        assertThat(two.next()).startsWith("closed 1008");
        other.send("still here");
        assertThat(other.next()).endsWith(": still here");
        other.leave();
    }

    @Test
    @DisplayName("H-20 a second login ends the first")
    void secondLoginEndsTheFirst() throws Exception {
        request("POST", "/login");
        Client first = connect("/session");

        request("POST", "/login");

        assertThat(first.next()).isEqualTo("closed 1008 logged out");
        connect("/session").leave();
    }

    @Test
    @DisplayName("H-07 asynchronous authentication")
    void authDecidesByToken() throws Exception {
        assertThat(Client.statusOf(http, port, "/auth")).isEqualTo(401);
        assertThat(Client.statusOf(http, port, "/auth?token=wrong")).isEqualTo(401);

        Client bob = connect("/auth?token=bob-token");
        assertThat(bob.next()).isEqualTo("hello bob");
        bob.send("x");
        assertThat(bob.next()).isEqualTo("bob: x");
        bob.leave();
    }

    @ParameterizedTest(name = "H-13 {0}")
    @ValueSource(strings = {"/whoami", "/jakarta/whoami"})
    void whoamiIgnoresForwardedHeadersOfStrangers(String path) throws Exception {
        Client client = connect(path, "X-Forwarded-For", "192.0.2.7, 10.0.0.1");
        String answer = client.next();
        client.leave();

        assertThat(answer).contains("\"forwarded\":\"192.0.2.7, 10.0.0.1\"", "\"trusted\":false");
        assertThat(answer).doesNotContain("\"client\":\"192.0.2.7\"", "\"client\":\"10.0.0.1\"");
    }

    @Test
    @DisplayName("H-13 E-015 behind trusted proxies the last address that is no proxy's counts")
    void whoamiBelievesTrustedProxies(@TempDir Path folder) throws Exception {
        Server own = start(folder, "trustedProxies", "loopback, 10.0.0.0/8");
        try {
            String[] proxied = {"X-Forwarded-For", "198.51.100.1, 192.0.2.7 ,10.0.0.1"};
            for (String path : new String[] {"/whoami", "/jakarta/whoami"}) {
                Client client = Client.connect(http, RunExamples.port(own), path, proxied);
                assertThat(client.next()).contains("\"client\":\"192.0.2.7\"", "\"trusted\":true");
                client.leave();
                Client direct = Client.connect(http, RunExamples.port(own), path);
                assertThat(direct.next())
                        .contains("\"forwarded\":null", "\"trusted\":true")
                        .doesNotContain("192.0.2.7");
                direct.leave();
            }
        } finally {
            RunExamples.stop(own);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/whoami", "/jakarta/whoami"})
    void whoamiTellsTheVersionOfHttp(String path) throws Exception {
        Client client = connect(path);

        assertThat(client.next()).endsWith("\"http\":\"HTTP/1.1\"}");
        client.leave();
    }

    @ParameterizedTest(name = "H-14 {0}")
    @ValueSource(strings = {"/heartbeat", "/heartbeat-option"})
    void heartbeatReportsPongsAndCutsOffTheSilent(String path) throws Exception {
        Client alive = connect(path);
        try (Socket silent = new Socket("localhost", port)) {
            silent.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nUpgrade: websocket\r\n"
                                    + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                    + "Sec-WebSocket-Version: 13\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            silent.setSoTimeout(60_000);
            String received = readToEnd(silent.getInputStream());

            assertThat(received).startsWith("HTTP/1.1 101");
            assertThat(received).as("a ping without payload was sent").contains("\u0089\u0000");
        }
        assertThat(alive.next()).isEqualTo("pong");
        assertThat(alive.next()).isEqualTo("pong");
        assertThat(alive.leave()).isEqualTo("closed 1000");
    }

    @Test
    @DisplayName("H-01 all settings: what is agreed, and that small messages go as they are")
    void compressionAgreesOnItsSettings() throws Exception {
        try (CompressedClient client =
                new CompressedClient(port, "/compression", "permessage-deflate; client_max_window_bits")) {
            assertThat(client.extensions())
                    .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover;"
                            + " server_max_window_bits=10");
            assertThat(client.next())
                    .isEqualTo("{\"compression\":{"
                            + "\"toClient\":{\"takeover\":false,\"windowBits\":10,\"plain\":0,\"compressed\":0},"
                            + "\"toServer\":{\"takeover\":false,\"windowBits\":15,\"plain\":0,\"compressed\":0}}}");

            String below = "below the threshold ".repeat(51);
            assertThat(client.send(below).next()).isEqualTo(below);
            assertThat(client.wasCompressed()).isFalse();
            assertThat(client.next()).contains("\"toClient\":{\"takeover\":false,\"windowBits\":10,\"plain\":0,");

            String above = "above the threshold ".repeat(52);
            assertThat(client.send(above).next()).isEqualTo(above);
            assertThat(client.wasCompressed()).isTrue();
            String report = client.next();
            assertThat(client.wasCompressed())
                    .as("a report does not count itself")
                    .isFalse();
            assertThat(report).contains("\"windowBits\":10,\"plain\":1040,", "\"windowBits\":15,\"plain\":2060,");
        }
    }

    @Test
    @DisplayName("H-01 the defaults: messages refer to earlier ones")
    void compressionDefaultsKeepTheContext() throws Exception {
        try (CompressedClient client = new CompressedClient(port, "/compression-defaults", "permessage-deflate")) {
            assertThat(client.extensions()).isEqualTo("permessage-deflate");
            assertThat(client.next()).contains("\"takeover\":true,\"windowBits\":15,\"plain\":0,");
            long first = sentBytes(client, "nothing in this sentence comes twice");
            long both = sentBytes(client, "nothing in this sentence comes twice");

            assertThat(first).isPositive();
            assertThat(both - first).as("the second time").isPositive().isLessThan(first / 2);
        }
    }

    private static long sentBytes(CompressedClient client, String text) throws Exception {
        assertThat(client.send(text).next()).isEqualTo(text);
        Matcher sent =
                Pattern.compile("\"toClient\":\\{[^}]*\"compressed\":(\\d+)").matcher(client.next());
        assertThat(sent.find()).isTrue();
        return Long.parseLong(sent.group(1));
    }

    @Test
    @DisplayName("H-01 a client without compression is told so")
    void compressionWorksWithoutToo() throws Exception {
        Client client = connect("/compression");
        assertThat(client.next()).isEqualTo("{\"compression\":null}");
        client.send("plain");
        assertThat(client.next()).isEqualTo("plain");
        assertThat(client.next()).isEqualTo("{\"compression\":null}");
        client.leave();
    }

    private static String readToEnd(InputStream in) throws IOException {
        StringBuilder received = new StringBuilder();
        try {
            for (int read = in.read(); read >= 0; read = in.read()) {
                received.append((char) read);
            }
        } catch (SocketException reset) {
            received.append(" reset"); // cut off without a farewell, as it should be
        }
        return received.toString();
    }

    @ParameterizedTest(name = "F-020 {0}")
    @ValueSource(
            strings = {
                "/echo",
                "/simple",
                "/broadcast-all",
                "/broadcast-others",
                "/chat",
                "/stats",
                "/auth?token=bob-token",
                "/whoami",
                "/heartbeat",
                "/heartbeat-option",
                "/compression",
                "/compression-defaults",
                "/jakarta/echo",
                "/jakarta/chat",
                "/jakarta/stats",
                "/jakarta/whoami"
            })
    void pagesOfOtherSitesAreRefused(String path) {
        assertThat(Client.statusOf(http, port, path, "Origin", "http://evil.example"))
                .isEqualTo(403);
        assertThat(Client.statusOf(http, port, path, "Origin", "http://localhost:" + port))
                .isEqualTo(101);
    }

    @Test
    @DisplayName("H-30 the page can tell who serves the endpoints of jakarta.websocket")
    void implementationIsTold() throws Exception {
        assertThat(request("GET", "/jakarta/implementation").body())
                .contains("\"name\":\"ws for Java\"", "\"class\":\"dev.ws.jakarta.", "\"jar\":\"ws-jakarta-adapter-");
    }

    @Test
    void warBringsTheEngineAndWhatItNeedsForTls() throws Exception {
        try (ZipFile war = new ZipFile(System.getProperty("war"))) {
            assertThat(war.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".jar")))
                    .map(name -> name.replaceFirst("^WEB-INF/lib/(.+?)-[0-9].*", "$1"))
                    .containsExactlyInAnyOrder(
                            "ws-core",
                            "ws-servlet",
                            "tls-channel",
                            "ws-jakarta-adapter",
                            "jakarta.websocket-api",
                            "jakarta.websocket-client-api");
        }
    }
}
