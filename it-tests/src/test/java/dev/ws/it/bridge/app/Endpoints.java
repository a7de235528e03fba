package dev.ws.it.bridge.app;

import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.server.WebSocketServer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The servers that tests talk to, at {@code /DISPATCH/PROFILE/BEHAVIOUR?ID}: {@code echo}; {@code push}, which sends as
 * many binary messages of as many bytes as a text says; {@code end}, which ends as a text says;
 * {@code thread}, which tells on what kind of thread it is called.
 */
public final class Endpoints {
    private static final Duration LIMIT = Duration.ofMillis(500);

    private Endpoints() {}

    /** The limits of a server. */
    enum Profile {
        PLAIN,
        /** Whoever is silent or takes nothing for half a second is cut off. */
        FLEETING,
        /** Pings every other second, and cuts off whoever is not alive. */
        BEATING
    }

    /** The servers by the first two segments of their paths. */
    public static Map<String, WebSocketServer.Builder> builders(ConnectionRuntime runtime) {
        Map<String, WebSocketServer.Builder> all = new TreeMap<>();
        for (Dispatch dispatch : Dispatch.values()) {
            for (Profile profile : Profile.values()) {
                String path = ("/" + dispatch + "/" + profile + "/").toLowerCase(Locale.ROOT);
                all.put(
                        path,
                        WebSocketServer.builder()
                                .runtime(runtime)
                                .options(options(dispatch, profile))
                                .shouldHandle(request -> request.path().startsWith(path))
                                .onConnection(Endpoints::connected));
            }
        }
        return all;
    }

    private static WebSocketOptions options(Dispatch dispatch, Profile profile) {
        WebSocketOptions.Builder options =
                WebSocketOptions.builder().dispatch(dispatch).closeTimeout(LIMIT);
        switch (profile) {
            case PLAIN -> {}
            case FLEETING -> options.idleTimeout(LIMIT).writeTimeout(LIMIT);
            case BEATING -> options.heartbeat(Duration.ofSeconds(2));
        }
        return options.build();
    }

    private static void connected(WebSocket ws, HandshakeRequest request) {
        String id = request.query();
        Ledger.watch(ws, id == null ? "" : id);
        switch (request.path().substring(request.path().lastIndexOf('/') + 1)) {
            case "echo" -> ws.onMessage(WebSocket::send);
            case "push" -> ws.onText(Endpoints::push);
            case "end" -> ws.onText(Endpoints::end);
            case "thread" -> ws.onText((socket, text) -> socket.send(thread()));
            default -> ws.close(4404, request.path());
        }
    }

    /** What kind of thread calls: {@code virtual} or {@code platform}. */
    static String thread() {
        try {
            return Boolean.TRUE.equals(Thread.class.getMethod("isVirtual").invoke(Thread.currentThread()))
                    ? "virtual"
                    : "platform";
        } catch (ReflectiveOperationException before21) {
            return "platform";
        }
    }

    private static void push(WebSocket ws, String command) {
        String[] words = command.split(" ", 2);
        for (int i = 0; i < Integer.parseInt(words[0]); i++) {
            ws.send(ByteBuffer.allocate(Integer.parseInt(words[1])));
        }
    }

    private static void end(WebSocket ws, String how) {
        if (how.equals("terminate")) {
            ws.terminate();
        } else {
            ws.close(4000, "bye");
        }
    }
}
