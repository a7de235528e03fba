package dev.ws.it.jakarta.client.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a Jakarta client does with the endpoints of the package {@code peers}. For one test thread. */
public final class Scenarios implements Function<String, Object> {
    private static final int MIB = 1 << 20;
    private static final int[] LENGTHS = {0, 1, 125, 126, 65535, 65536, MIB};
    private static final int MANY = 25;

    private final WebSocketContainer container = ContainerProvider.getWebSocketContainer();
    private final String base;
    private final @Nullable String deflate;
    // Idle and open as long as the client is in use. Tyrus ends its timers with its last connection and still wants one
    // at the end of a send, which fails when the server's close frame is faster.
    private @Nullable Peer companion;

    /** Settings: {@code base}, the address of the application; {@code deflate}, the class of an extension, if it has to be named. */
    public Scenarios(Map<String, String> settings) {
        base = String.valueOf(settings.get("base"));
        deflate = settings.get("deflate");
    }

    /** Runs the scenario of this name and returns the class of the client's container. */
    @Override
    public Object apply(String scenario) {
        try {
            Peer beside = companion == null ? connect("/echo") : companion;
            companion = beside;
            switch (scenario) {
                case "lengths" -> lengths(connect("/echo", new Inbox(), config()));
                case "parts" -> parts();
                case "streams" -> streams();
                case "pings" -> pings();
                case "facts" -> facts();
                case "compression" -> compression();
                case "closing by the client" -> closingByTheClient();
                case "closing by the server" -> closingByTheServer();
                case "many" -> many();
                default -> throw new IllegalArgumentException(scenario);
            }
            assertThat(beside.session.isOpen()).isTrue();
            return container.getClass().getName();
        } catch (Exception e) {
            throw new IllegalStateException(scenario, e);
        }
    }

    private static ClientEndpointConfig.Builder config() {
        return ClientEndpointConfig.Builder.create();
    }

    /** A session and what it received. */
    private record Peer(Session session, Inbox inbox) implements AutoCloseable {
        RemoteEndpoint.Basic remote() {
            return session.getBasicRemote();
        }

        void text(String text) throws IOException, InterruptedException {
            remote().sendText(text);
            inbox.expect(text);
        }

        void binary(byte[] bytes) throws IOException, InterruptedException {
            remote().sendBinary(ByteBuffer.wrap(bytes));
            inbox.expect(bytes);
        }

        @Override
        public void close() throws IOException {
            session.close();
        }
    }

    private Peer connect(String path, Inbox inbox, ClientEndpointConfig.Builder config)
            throws DeploymentException, IOException {
        return new Peer(container.connectToServer(inbox, config.build(), URI.create(base + path)), inbox);
    }

    private Peer connect(String path) throws DeploymentException, IOException {
        return connect(path, new Inbox(), config());
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >>> 8));
        }
        return bytes;
    }

    private static void lengths(Peer peer) throws Exception {
        try (peer) {
            for (int length : LENGTHS) {
                peer.text("x".repeat(length));
                peer.binary(pattern(length));
            }
            peer.text("κόσμε 日本語 \uD83D\uDE80".repeat(10_000));
        }
    }

    private void parts() throws Exception {
        try (Peer peer = connect("/echo")) {
            peer.remote().sendText("one ", false);
            peer.remote().sendText("two ", false);
            peer.remote().sendText("three", true);
            peer.inbox.expect("one two three");
            peer.remote().sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), false);
            peer.remote().sendBinary(ByteBuffer.wrap(new byte[] {3}), true);
            peer.inbox.expect(new byte[] {1, 2, 3});
        }
    }

    private void streams() throws Exception {
        for (String path : List.of("/echo", "/copy")) {
            try (Peer peer = connect(path)) {
                StringBuilder written = new StringBuilder();
                try (Writer writer = peer.remote().getSendWriter()) {
                    for (int i = 0; i < 5000; i++) {
                        String line = "line " + i + " µ\n";
                        written.append(line);
                        writer.write(line);
                    }
                }
                peer.inbox.expect(written.toString());
                byte[] bytes = pattern(MIB);
                try (OutputStream stream = peer.remote().getSendStream()) {
                    stream.write(bytes);
                }
                peer.inbox.expect(bytes);
            }
        }
    }

    private void pings() throws Exception {
        try (Peer peer = connect("/ping")) {
            peer.remote().sendPing(ByteBuffer.wrap("client".getBytes(StandardCharsets.UTF_8)));
            peer.inbox.expect("pong of client");
            peer.remote().sendText("server");
            peer.inbox.expect("pong server");
        }
    }

    private void facts() throws Exception {
        ClientEndpointConfig.Builder config = config().preferredSubprotocols(List.of("none", "superchat", "chat"));
        try (Peer peer = connect("/room/blue/41", new Inbox(), config)) {
            assertThat(peer.session.getNegotiatedSubprotocol()).isEqualTo("superchat");
            assertThat(peer.session.getNegotiatedExtensions()).isEmpty();
            peer.remote().sendText("facts");
            peer.inbox.expect("facts|blue|42|superchat|");
        }
    }

    private void compression() throws Exception {
        Peer facts = connect("/room/a/1", new Inbox(), compressing());
        try (facts) {
            assertThat(facts.session.getNegotiatedExtensions())
                    .extracting(Extension::getName)
                    .containsExactly("permessage-deflate");
            facts.remote().sendText("facts");
            facts.inbox.expect("facts|a|2||permessage-deflate");
        }
        lengths(connect("/echo", new Inbox(), compressing()));
    }

    private ClientEndpointConfig.Builder compressing() throws ReflectiveOperationException {
        Extension extension = deflate == null
                ? container.getInstalledExtensions().stream()
                        .filter(installed -> installed.getName().equals("permessage-deflate"))
                        .findFirst()
                        .orElseThrow()
                : Class.forName(deflate)
                        .asSubclass(Extension.class)
                        .getConstructor()
                        .newInstance();
        return config().extensions(List.of(extension));
    }

    private void closingByTheClient() throws Exception {
        String id = UUID.randomUUID().toString();
        try (Peer ends = connect("/ends")) {
            ends.remote().sendText(id);
            Peer peer = connect("/watched/" + id);
            peer.session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(4321), "enough µ"));
            ends.inbox.expect("4321 enough µ");
            peer.inbox.expect("closed 4321 enough µ");
        }
    }

    private void closingByTheServer() throws Exception {
        for (String status : List.of("1000 ", "1001 away", "1011 broken", "4001 bye µ", "4999 " + "*".repeat(123))) {
            Peer peer = connect("/close");
            peer.remote().sendText(status);
            peer.inbox.expect("closed " + status);
        }
    }

    private void many() throws Exception {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            peers.add(connect("/echo"));
        }
        for (int round = 0; round < 20; round++) {
            for (Peer peer : peers) {
                peer.session
                        .getAsyncRemote()
                        .sendText(
                                round + " of " + peers.indexOf(peer),
                                result -> assertThat(result.isOK()).isTrue());
            }
            for (Peer peer : peers) {
                peer.inbox.expect(round + " of " + peers.indexOf(peer));
            }
        }
        for (Peer peer : peers) {
            peer.close();
            peer.inbox.expect("closed 1000 ");
        }
    }
}
