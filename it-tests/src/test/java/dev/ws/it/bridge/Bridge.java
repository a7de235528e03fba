package dev.ws.it.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A running container with a transport: what tests are repeated for. Of a test, each dispatch of it is a lane, and all
 * lanes go at once.
 *
 * @param place the container, or {@link BridgeMain#STANDALONE}
 * @param transport the value of {@code dev.ws.transport}
 * @param secure whether clients use TLS
 * @param java the version of Java, 25 or the one of the tests
 */
record Bridge(String place, String transport, boolean secure, int java) {
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int THIS_JAVA = Runtime.version().feature();

    /** What a lane does in a test. */
    interface Deed {
        void by(Lane lane) throws Exception;
    }

    /** The portable transport on every container. */
    static Stream<Bridge> portable() {
        return all().filter(bridge -> bridge.transport.equals("servlet") && !bridge.secure && bridge.java == THIS_JAVA);
    }

    /** Those of {@link #all()} on this Java and without TLS, for tests of what neither changes. */
    static Stream<Bridge> plain() {
        return all().filter(bridge -> !bridge.secure && bridge.java == THIS_JAVA);
    }

    /**
     * Every container with every transport, some of them with TLS and with a newer Java as well. Where two versions of a
     * container have the same transport of their own, the older one is left out unless the tests are to be thorough.
     */
    static Stream<Bridge> all() {
        boolean thorough = Boolean.getBoolean("it.bridge.thorough");
        Stream<Bridge> plain = Stream.of("UNDERTOW", "TOMCAT_10", "TOMCAT_11", "JETTY_EE10", "JETTY_EE11")
                .flatMap(place -> Stream.of("servlet", "auto").map(way -> new Bridge(place, way, false, THIS_JAVA)))
                .filter(bridge -> thorough || bridge.transport.equals("servlet") || !bridge.place.endsWith("10"));
        Stream<Bridge> secure = Stream.of("UNDERTOW", "TOMCAT_11", "JETTY_EE11")
                .map(place -> new Bridge(place, "servlet", true, THIS_JAVA));
        Stream<Bridge> newer = Stream.of("UNDERTOW", "TOMCAT_11", "JETTY_EE11")
                .filter(place -> ServerJvm.java25().isPresent())
                .map(place -> new Bridge(place, "servlet", false, 25));
        Stream<Bridge> standalone = Stream.of(new Bridge(BridgeMain.STANDALONE, "auto", false, THIS_JAVA));
        return Stream.of(plain, secure, newer, standalone)
                .flatMap(bridges -> bridges)
                .filter(bridge -> bridge.toString().contains(System.getProperty("it.bridge", "")));
    }

    /** How many times a test repeats something: more where the property {@code it.bridge.thorough} is true. */
    static int times(int count, int thorough) {
        return Boolean.getBoolean("it.bridge.thorough") ? thorough : count;
    }

    private ServerJvm jvm() {
        Path home = java == THIS_JAVA
                ? Path.of(System.getProperty("java.home"))
                : ServerJvm.java25().orElseThrow();
        return ServerJvm.shared(
                home, place, place.equals(BridgeMain.STANDALONE) ? List.of("auto") : List.of("servlet", "auto"));
    }

    int port() {
        return jvm().port(transport, secure);
    }

    private List<Lane> lanes() {
        return Stream.of("inline", "executor", "auto", "jakarta")
                .filter(dispatch -> !place.equals(BridgeMain.STANDALONE) || !dispatch.equals("jakarta"))
                .map(dispatch -> new Lane(this, dispatch))
                .toList();
    }

    /** How many lanes there are. */
    int width() {
        return lanes().size();
    }

    /** A prefix for the ids of a test's connections. */
    static String newPrefix() {
        return "t" + TESTS.incrementAndGet() + "-";
    }

    /** Does something in all lanes at once, and fails with what failed in any. */
    void inAllLanes(Deed deed) throws InterruptedException {
        inAllLanes(1, deed);
    }

    /** The same with several threads in each lane. */
    void inAllLanes(int threads, Deed deed) throws InterruptedException {
        Map<String, Throwable> failures = new java.util.concurrent.ConcurrentHashMap<>();
        List<Thread> running = new ArrayList<>();
        for (Lane lane : lanes()) {
            IntStream.range(0, threads).forEach(number -> {
                Thread thread = new Thread(() -> {
                    try {
                        deed.by(lane);
                    } catch (Throwable e) {
                        failures.putIfAbsent(lane.dispatch(), e);
                    }
                });
                thread.start();
                running.add(thread);
            });
        }
        for (Thread thread : running) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            AssertionError all = new AssertionError(this + ": " + new TreeMap<>(failures));
            failures.values().forEach(all::addSuppressed);
            throw all;
        }
    }

    // --- what the server says ----------------------------------------------------------------------------------------

    int connections() throws IOException {
        return Integer.parseInt(jvm().ask("connections " + transport).get(0));
    }

    /**
     * Waits until the server has no connection any more, and has closed all sockets. Where it keeps some, it does so for
     * this test alone: the next one gets a new server.
     */
    void isLeftAlone() throws Exception {
        int[] left = {0, 0};
        try {
            Await.until(
                    () -> this + " is left with " + left[0] + " connections and " + left[1] + " sockets",
                    PATIENCE,
                    () -> {
                        left[0] = connections();
                        left[1] = TcpSockets.open(port());
                        return left[0] + left[1] == 0;
                    });
        } catch (AssertionError e) {
            jvm().end();
            throw e;
        }
    }

    /** The ids that start so, without that prefix, of connections with the same events. */
    private Map<String, List<String>> lives(String prefix) throws IOException {
        return jvm().ask("events " + transport + " " + prefix).stream()
                .collect(Collectors.groupingBy(
                        line -> line.substring(line.indexOf(' ') + 1),
                        TreeMap::new,
                        Collectors.mapping(
                                line -> line.substring(prefix.length(), line.indexOf(':')), Collectors.toList())));
    }

    /**
     * Waits until all connections whose id starts so have ended; fails unless each was told once, with this code.
     *
     * @param count how many connections there were, -1 where it is not known
     */
    void toldOnce(String prefix, int count, int code) throws Exception {
        String expected = "open, close " + code;
        Map<String, String> others = new TreeMap<>();
        int[] right = {0};
        Await.until(
                () -> this + " told " + right[0] + " connections '" + expected + "' of " + count + ", and " + others,
                PATIENCE,
                () -> {
                    Map<String, List<String>> lives = lives(prefix);
                    right[0] = lives.getOrDefault(expected, List.of()).size();
                    lives.remove(expected);
                    others.clear();
                    lives.forEach((life, ids) ->
                            others.put(life, ids.size() + " as " + ids.subList(0, Math.min(5, ids.size()))));
                    return others.isEmpty() && (count < 0 || count == right[0]);
                });
    }

    /** Fails when the server logged anything that a peer must not be able to have it log. */
    void hasLoggedNothing() throws IOException {
        assertThat(jvm().ask("log")).as("what %s logged", this).isEmpty();
    }

    /** Threads, threads inside our code, and file descriptors. */
    int[] state() throws IOException {
        return Stream.of(jvm().ask("state").get(0).split(" ", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    @Override
    public String toString() {
        return place + " " + transport + (secure ? " with TLS" : "") + (java == THIS_JAVA ? "" : " on Java " + java);
    }
}
