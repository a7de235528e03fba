package dev.ws.it.client;

import dev.ws.it.container.Container;
import dev.ws.it.node.NodeScript;
import dev.ws.it.wire.KeyStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Servers that our clients talk to. Each is started when it is first asked for, and ends with the JVM. */
public enum ForeignServer {
    NODE_WS("server.js", false),
    NODE_WS_TLS("server.js", true),
    NODEJS_WEBSOCKET("nodejs-websocket-server.js", false),
    TOMCAT("TomcatOwn", false),
    TOMCAT_TLS("TomcatOwn", true),
    JETTY("JettyOwn", false),
    UNDERTOW("UndertowOwn", false),
    TYRUS("TyrusOwn", false);

    private static final ReentrantLock SHARING = new ReentrantLock();
    private static final Map<ForeignServer, Integer> PORTS = new EnumMap<>(ForeignServer.class);
    private static @Nullable Function<String, Object> tomcat; // under SHARING

    private final String program;
    private final boolean secure;

    ForeignServer(String program, boolean secure) {
        this.program = program;
        this.secure = secure;
    }

    /** The script or the launcher. */
    public String program() {
        return program;
    }

    /** Whether it knows permessage-deflate. */
    public boolean compresses() {
        return this != NODEJS_WEBSOCKET && this != TYRUS; // its own extension has to be deployed
    }

    /** Whether it is a script of Node. */
    public boolean isNode() {
        return program.endsWith(".js");
    }

    /** The address of an endpoint: {@code echo}, {@code close} or {@code ping}. */
    public String url(String endpoint) throws IOException {
        return (secure ? "wss://localhost:" : "ws://127.0.0.1:") + port() + "/" + endpoint;
    }

    int port() throws IOException {
        SHARING.lock();
        try {
            Integer port = PORTS.get(this);
            if (port == null) {
                port = start();
                PORTS.put(this, port);
            }
            return port;
        } finally {
            SHARING.unlock();
        }
    }

    private int start() throws IOException {
        if (isNode()) {
            NodeScript script =
                    secure ? NodeScript.start(program, KeyStores.shared().toString()) : NodeScript.start(program);
            return Integer.parseInt(script.line().substring("listening ".length()));
        }
        if (!program.equals("TomcatOwn")) {
            String folder = program.replace("Own", "").toLowerCase(Locale.ROOT);
            return (Integer) load(folder, Map.of()).apply("start");
        }
        if (tomcat == null) {
            Function<String, Object> starting =
                    load("tomcat", Map.of("keys", KeyStores.shared().toString()));
            PORTS.put(TOMCAT, (Integer) starting.apply("start"));
            tomcat = starting;
        }
        return secure ? (Integer) tomcat.apply("secure") : PORTS.get(TOMCAT);
    }

    private Function<String, Object> load(String folder, Map<String, String> settings) {
        return Container.load(Path.of("target", "foreign", folder), "dev.ws.it.client.host." + program, settings);
    }
}
