package dev.ws.it.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.CompressionStatus;
import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.extension.ClientExtensions;
import dev.ws.extension.deflate.ClientDeflate;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.extension.deflate.NoContextTakeover;
import dev.ws.it.node.NodeScript;
import dev.ws.it.wire.DeflateTerms;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine as a client of Node's ws, with every combination of parameters on either side. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NodeServerIT {
    private static final int[] CLIENT_WINDOWS = {DeflateOptions.AS_ASKED, DeflateOptions.REFUSED, 8, 9, 12, 15};
    private static final String[] NAMES = {"alpha", "beta", "gamma", "µ-delta", "epsilon", "zeta \uD83D\uDE80"};

    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private NodeScript server; // JUnit thread
    private int port; // JUnit thread

    @BeforeAll
    void startNode() throws IOException {
        server = NodeScript.start("server.js");
        port = Integer.parseInt(server.line().substring("listening ".length()));
    }

    @AfterAll
    void stopNode() {
        if (server != null) {
            server.close();
        }
        runtime.close();
    }

    /** A server of Node's, a client of ours, and how much they have to say. */
    record Conversation(String settings, DeflateOptions options, int messages, int longest) {
        @Override
        public String toString() {
            return messages + " messages, server " + (settings.isEmpty() ? "default" : settings) + ", client "
                    + options.serverNoContextTakeover() + " " + options.clientNoContextTakeover() + " "
                    + options.serverMaxWindowBits() + " " + options.clientMaxWindowBits();
        }
    }

    static Stream<Conversation> conversations() {
        List<Conversation> all = new ArrayList<>();
        List<DeflateOptions> clients = clients();
        List<String> servers = servers();
        clients.forEach(options -> all.add(new Conversation("", options, 40, 2000)));
        servers.forEach(settings -> all.add(new Conversation(settings, DeflateOptions.DEFAULT, 40, 2000)));
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            String settings = servers.get(random.nextInt(servers.size()));
            all.add(new Conversation(settings, clients.get(random.nextInt(clients.size())), 40, 2000));
        }
        all.add(new Conversation("", DeflateOptions.DEFAULT, 500, 20_000));
        DeflateOptions dedicated =
                DeflateOptions.builder().dedicatedDeflater(true).build();
        all.add(new Conversation("", dedicated, 500, 20_000));
        DeflateOptions full = DeflateOptions.builder()
                .compressionHistory(32_768)
                .inflateBufferBytes(50)
                .build();
        all.add(new Conversation("serverMaxWindowBits:9,clientMaxWindowBits:10", full, 500, 20_000));
        return all.stream();
    }

    private static List<DeflateOptions> clients() {
        List<DeflateOptions> all = new ArrayList<>();
        for (NoContextTakeover server : List.of(NoContextTakeover.AS_ASKED, NoContextTakeover.ALWAYS)) {
            for (NoContextTakeover client : List.of(NoContextTakeover.AS_ASKED, NoContextTakeover.ALWAYS)) {
                for (int serverBits : new int[] {DeflateOptions.AS_ASKED, 8, 10, 15}) {
                    for (int clientBits : CLIENT_WINDOWS) {
                        all.add(DeflateOptions.builder()
                                .threshold(0)
                                .serverNoContextTakeover(server)
                                .clientNoContextTakeover(client)
                                .serverMaxWindowBits(serverBits)
                                .clientMaxWindowBits(clientBits)
                                .build());
                    }
                }
            }
        }
        return all;
    }

    private static List<String> servers() {
        List<String> all = new ArrayList<>();
        for (String server : List.of("", "serverNoContextTakeover:true,")) {
            for (String client : List.of("", "clientNoContextTakeover:true,")) {
                for (String serverBits : List.of("", "serverMaxWindowBits:9,", "serverMaxWindowBits:12,")) {
                    for (String clientBits : List.of("", "clientMaxWindowBits:8,", "clientMaxWindowBits:10,")) {
                        all.add(server + client + serverBits + clientBits);
                    }
                }
            }
        }
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("conversations")
    void talk(Conversation talk) throws Exception {
        // little output at a time: zlib finds what reaches too far only behind it
        boolean small = talk.settings.contains("clientMaxWindowBits")
                || talk.options.clientMaxWindowBits() == 8
                || talk.options.clientMaxWindowBits() == 9;
        String target = "/deflate/echo?settings=threshold:0," + (small ? "chunkSize:64," : "") + talk.settings;
        if (refusedByNode(talk)) {
            assertThatThrownBy(() -> open(target, talk.options))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("status=400");
            return;
        }
        try (EngineClient client = open(target, talk.options)) {
            agreementIsWhatWasAnswered(client, talk.options);
            converse(client, talk);
            CompressionStatus status = client.ws().compression();
            assertThat(status).isNotNull();
            assertThat(status.sentCompressedBytes()).isPositive();
            assertThat(status.receivedPlainBytes()).isPositive();
        }
    }

    private EngineClient open(String target, DeflateOptions options) throws IOException {
        ClientDeflate deflate =
                new ClientDeflate(List.of(options), runtime.compressionPool(options), runtime.buffers());
        return new EngineClient(port, target, new ClientExtensions(List.of(deflate)), runtime);
    }

    /** what ws as a server takes for unacceptable, and answers with 400. */
    private static boolean refusedByNode(Conversation talk) {
        int bits = talk.options.serverMaxWindowBits();
        int ownBits = talk.options.clientMaxWindowBits();
        return (talk.settings.contains("clientMaxWindowBits") && ownBits == DeflateOptions.REFUSED)
                || (talk.settings.contains("clientMaxWindowBits:10") && (ownBits == 8 || ownBits == 9))
                || (talk.settings.contains("serverMaxWindowBits:9") && bits == 8)
                || (talk.settings.contains("serverMaxWindowBits:12") && (bits == 8 || bits == 10));
    }

    private static void agreementIsWhatWasAnswered(EngineClient client, DeflateOptions options) {
        DeflateTerms terms = DeflateTerms.parse(client.answer());
        CompressionStatus status = client.ws().compression();
        assertThat(status).isNotNull();
        assertThat(client.ws().extensionsHeader()).isEqualTo("permessage-deflate");
        boolean own = options.clientNoContextTakeover() != NoContextTakeover.ALWAYS;
        assertThat(status.sendingTakeover()).isEqualTo(terms.clientTakeover() && own);
        assertThat(status.receivingTakeover()).isEqualTo(terms.serverTakeover());
        int ownBits = options.clientMaxWindowBits() > 0 ? options.clientMaxWindowBits() : 15;
        assertThat(status.sendingWindowBits()).isEqualTo(Math.min(ownBits, terms.clientBits()));
        assertThat(status.receivingWindowBits()).isEqualTo(terms.serverBits());
    }

    private static void converse(EngineClient client, Conversation talk) throws Exception {
        Random sending = new Random(talk.messages);
        Random expecting = new Random(talk.messages);
        int sent = 0;
        for (int read = 0; read < talk.messages; read++) {
            for (; sent < Math.min(talk.messages, read + 16); sent++) {
                send(client, message(sending, talk.longest), sent);
            }
            Message expected = message(expecting, talk.longest);
            Message echo = client.next();
            assertThat(echo.isBinary()).isEqualTo(expected.isBinary());
            assertThat(echo.bytes()).as("message %s", read).isEqualTo(expected.bytes());
        }
    }

    private static void send(EngineClient client, Message message, int number) {
        boolean compress = number % 11 != 10;
        if (number % 4 != 3) {
            client.ws().send(message, new SendOptions(true, compress), null);
            return;
        }
        byte[] bytes = message.bytes();
        int cut = bytes.length / 3;
        while (!message.isBinary() && cut < bytes.length && (bytes[cut] & 0xC0) == 0x80) {
            cut++; // a part of a text is a text
        }
        for (int part = 0; part < 2; part++) {
            ByteBuffer piece = ByteBuffer.wrap(bytes, part == 0 ? 0 : cut, part == 0 ? cut : bytes.length - cut);
            Message one = message.isBinary() ? Message.binary(piece) : Message.utf8(piece);
            client.ws().send(one, new SendOptions(part == 1, compress), null);
        }
    }

    private static Message message(Random random, int longest) {
        int size = 1 + random.nextInt(random.nextInt(3) > 0 ? 300 : longest);
        if (random.nextInt(4) == 0) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            return Message.binary(ByteBuffer.wrap(bytes));
        }
        StringBuilder text = new StringBuilder();
        while (text.length() < size) {
            text.append("{\"id\":").append(random.nextInt(1000)).append(",\"name\":\"");
            text.append(NAMES[random.nextInt(NAMES.length)]).append("\"},");
        }
        return random.nextBoolean()
                ? Message.text(text.toString())
                : Message.binary(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
