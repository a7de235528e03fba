package dev.ws.it.bridge;

import dev.ws.connection.ConnectionRuntime;
import dev.ws.it.bridge.app.Endpoints;
import dev.ws.it.bridge.app.Ledger;
import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.FileDescriptors;
import dev.ws.server.HttpListener;
import dev.ws.server.ListenOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A server in a JVM of its own. Arguments: the container, the web application, a key store, and the transports to start
 * it with. Prints a line "listening PORT SECURE-PORT" for each, then answers each line of its standard input with the
 * number of lines that follow and these lines; ends with it. Commands: {@code connections TRANSPORT};
 * {@code events TRANSPORT PREFIX}; {@code state}, the numbers of threads, of those inside our code, and of file
 * descriptors; {@code log}.
 */
final class BridgeMain {
    /** Instead of a container. */
    static final String STANDALONE = "STANDALONE";

    private static final Map<String, Container> RUNNING = new TreeMap<>();

    private BridgeMain() {}

    public static void main(String[] arguments) throws Exception {
        ServerLog log = ServerLog.install();
        for (int i = 3; i < arguments.length; i++) {
            if (arguments[0].equals(STANDALONE)) {
                listen();
            } else {
                Container container = Container.start(
                        ContainerKind.valueOf(arguments[0]),
                        Path.of(arguments[1]),
                        Map.of("transport", arguments[i], "keys", arguments[2]));
                RUNNING.put(arguments[i], container);
                System.out.println("listening " + container.port() + " " + container.securePort());
            }
        }
        List<String> starting = log.take();
        if (!starting.isEmpty()) {
            throw new IllegalStateException("while it started: " + String.join("\n", starting));
        }
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> answer = answer(line.split(" ", 3), log);
            System.out.println(answer.size());
            answer.forEach(System.out::println);
        }
        System.exit(0);
    }

    private static void listen() throws IOException {
        ConnectionRuntime runtime = ConnectionRuntime.create();
        HttpListener listener =
                HttpListener.start(ListenOptions.builder().host("127.0.0.1").build(), runtime);
        Endpoints.builders(runtime).values().forEach(builder -> Ledger.add(builder.attach(listener)));
        int port = ((InetSocketAddress) listener.address().orElseThrow()).getPort();
        System.out.println("listening " + port + " 0");
    }

    private static List<String> answer(String[] command, ServerLog log) throws Exception {
        return switch (command[0]) {
            case "log" -> log.take();
            case "state" -> List.of(Thread.getAllStackTraces().size() + " " + inside() + " " + FileDescriptors.open());
            case "connections" -> List.of(ask(command[1], "connections", ""));
            case "events" -> ask(command[1], "events", command[2]).lines().toList();
            default -> throw new IllegalArgumentException(command[0]);
        };
    }

    private static String ask(String transport, String method, String argument) throws ReflectiveOperationException {
        Container container = RUNNING.get(transport);
        if (container != null) {
            return container.ask("dev.ws.it.bridge.app.Ledger", method, argument);
        }
        return method.equals("events") ? Ledger.events(argument) : Ledger.connections(argument);
    }

    private static int inside() {
        List<Thread> inside = new ArrayList<>();
        Thread.getAllStackTraces().forEach((thread, trace) -> {
            for (StackTraceElement frame : trace) {
                if (frame.getClassName().startsWith("dev.ws.")
                        && !frame.getClassName().startsWith("dev.ws.it.")) {
                    inside.add(thread);
                    return;
                }
            }
        });
        return inside.size();
    }
}
