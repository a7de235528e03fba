package dev.ws.it.browser;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.Prerequisite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with a profile of its own, driven by its DevTools protocol through the JDK's WebSocket client.
 * Tests call it from one thread; answers come on a thread of the HTTP client.
 */
final class Chromium implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");

    private final Process process;
    private final Path profile;
    private final WebSocket devTools;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();

    private Chromium(Process process, Path profile, URI address) {
        this.process = process;
        this.profile = profile;
        this.devTools = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Answers())
                .join();
    }

    /** Starts the browser, or ends the test when there is none. It believes certificates that nobody vouches for. */
    static Chromium start() throws Exception {
        Path program = Prerequisite.requireProgram("chromium", "chromium-browser", "google-chrome");
        Path profile = Files.createTempDirectory("chromium");
        Path log = profile.resolve("console.log");
        ProcessBuilder builder = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--no-default-browser-check",
                        "--disable-extensions",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--ignore-certificate-errors",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("TMPDIR", profile.toString());
        Process process = builder.start();
        try {
            Matcher[] listening = new Matcher[1];
            Await.until(() -> "Chromium listens:\n" + log(log), PATIENCE, () -> {
                if (!process.isAlive()) {
                    throw new AssertionError("Chromium ended:\n" + log(log));
                }
                listening[0] = LISTENING.matcher(log(log));
                return listening[0].find();
            });
            return new Chromium(process, profile, URI.create(listening[0].group(1)));
        } catch (Exception | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static String log(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Opens a page in a tab. Tabs share cookies, as tabs of one window do. */
    Tab open(String url) throws Exception {
        String target = command(null, "Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .getAsString();
        JsonObject attached = command(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true));
        Tab tab = new Tab(attached.get("sessionId").getAsString());
        tab.command("Page.enable", Map.of());
        tab.command("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
        tab.go(url);
        return tab;
    }

    private JsonObject command(
            @org.jspecify.annotations.Nullable String session, String method, Map<String, ?> parameters)
            throws Exception {
        int id = ids.incrementAndGet();
        JsonObject message = new JsonObject();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", new com.google.gson.Gson().toJsonTree(parameters));
        if (session != null) {
            message.addProperty("sessionId", session);
        }
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        devTools.sendText(message.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        JsonObject reply = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (reply.has("error")) {
            throw new AssertionError(method + ": " + reply.get("error"));
        }
        return reply.getAsJsonObject("result");
    }

    @Override
    public void close() throws IOException {
        devTools.abort();
        // All of its processes: they write to the profile until they have ended.
        List<ProcessHandle> family = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        process.destroy();
        family.forEach(Chromium::await);
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private static void await(ProcessHandle member) {
        try {
            member.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            member.destroyForcibly();
            member.onExit().join();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A tab; what a person does in it, as expressions of the page's own language. */
    final class Tab {
        private final String session;

        private Tab(String session) {
            this.session = session;
        }

        private JsonObject command(String method, Map<String, ?> parameters) throws Exception {
            return Chromium.this.command(session, method, parameters);
        }

        /** Loads a page and waits until it is complete. */
        void go(String url) throws Exception {
            JsonObject loading = command("Page.navigate", Map.of("url", url));
            if (loading.has("errorText")) {
                throw new AssertionError(url + ": " + loading.get("errorText").getAsString());
            }
            waitFor("location.href !== 'about:blank' && document.readyState === 'complete'");
        }

        /** The value of an expression, as text. */
        String evaluate(String expression) throws Exception {
            JsonObject reply = command(
                    "Runtime.evaluate",
                    Map.of("expression", "String(" + expression + ")", "returnByValue", true, "awaitPromise", true));
            if (reply.has("exceptionDetails")) {
                throw new AssertionError(expression + ": " + reply.get("exceptionDetails"));
            }
            return reply.getAsJsonObject("result").get("value").getAsString();
        }

        /** Waits until an expression is true. */
        void waitFor(String expression) throws Exception {
            Await.until(
                    () -> expression + "; the page says:\n" + text(),
                    PATIENCE,
                    () -> evaluate("Boolean(" + expression + ")").equals("true"));
        }

        /** Waits until the text of an element is this. */
        void waitForText(String selector, String text) throws Exception {
            waitFor("document.querySelector(" + quoted(selector) + ")?.textContent.trim() === " + quoted(text));
        }

        /** Waits until an element of the log of the page ends with this text. */
        void waitForLog(String kind, String text) throws Exception {
            waitFor("[...document.querySelectorAll('#log li." + kind + "')].some(li => li.textContent.endsWith("
                    + quoted(text) + "))");
        }

        private String text() {
            try {
                return evaluate("document.body.innerText");
            } catch (Exception e) {
                return e.toString();
            }
        }

        /** Clicks on the middle of an element, where it can be seen. */
        void click(String selector) throws Exception {
            waitFor("document.querySelector(" + quoted(selector) + ") && !document.querySelector(" + quoted(selector)
                    + ").disabled");
            String[] place = evaluate("(() => { const e = document.querySelector(" + quoted(selector)
                            + "); e.scrollIntoView({block: 'center', behavior: 'instant'});"
                            + " const r = e.getBoundingClientRect();"
                            + " return (r.x + r.width / 2) + ' ' + (r.y + r.height / 2); })()")
                    .split(" ", -1);
            for (String type : new String[] {"mousePressed", "mouseReleased"}) {
                command(
                        "Input.dispatchMouseEvent",
                        Map.of(
                                "type",
                                type,
                                "x",
                                Double.valueOf(place[0]),
                                "y",
                                Double.valueOf(place[1]),
                                "button",
                                "left",
                                "clickCount",
                                1));
            }
        }

        /** Replaces what is in a field. */
        void type(String selector, String text) throws Exception {
            evaluate(
                    "(() => { const e = document.querySelector(" + quoted(selector) + "); e.focus(); e.select(); })()");
            command("Input.insertText", Map.of("text", text));
        }

        /** Keeps a picture of the page. */
        void screenshot(String name) throws Exception {
            command("Page.bringToFront", Map.of()); // a tab behind another one is not painted
            String image = command("Page.captureScreenshot", Map.of("format", "png"))
                    .get("data")
                    .getAsString();
            Path folder = Files.createDirectories(Prerequisite.target().resolve("screenshots"));
            Files.write(
                    folder.resolve(name + ".png"), java.util.Base64.getDecoder().decode(image));
        }

        private static String quoted(String text) {
            return new com.google.gson.JsonPrimitive(text).toString();
        }
    }

    /** Joins what arrives into messages and completes who waits. Called by the HTTP client, one thread at a time. */
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                JsonObject answer = JsonParser.parseString(message.toString()).getAsJsonObject();
                message.setLength(0);
                CompletableFuture<JsonObject> waiting =
                        answer.has("id") ? answers.remove(answer.get("id").getAsInt()) : null;
                if (waiting != null) {
                    waiting.complete(answer);
                }
            }
            webSocket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            answers.values().forEach(waiting -> waiting.completeExceptionally(error));
        }
    }
}
