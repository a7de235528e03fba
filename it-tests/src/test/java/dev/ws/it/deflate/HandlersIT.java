package dev.ws.it.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.DeflatePeer;
import dev.ws.it.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to receive and to send a message gets and gives the plain bytes. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11", "UNDERTOW"})
class HandlersIT {
    private static final int MESSAGES = 40;

    @Parameter
    ContainerKind kind; // JUnit thread

    private DeflatePeer open(String endpoint, String offer) throws Exception {
        return DeflatePeer.open(Container.shared(kind).port(), "/deflate/" + endpoint, offer);
    }

    @ParameterizedTest
    @CsvSource({
        "parts, ''",
        "parts, 'inflateBufferBytes:37'",
        "parts, 'dispatch:EXECUTOR'",
        "streams, ''",
        "streams, 'inflateBufferBytes:100,autoFragmentBytes:300'",
        "echo, 'dispatch:EXECUTOR,autoFragmentBytes:1000'",
    })
    void messagesComeBack(String endpoint, String settings) throws Exception {
        for (String offer : List.of(
                "permessage-deflate",
                "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; server_max_window_bits=9; client_max_window_bits=9")) {
            try (DeflatePeer peer = open(endpoint + "?settings=threshold:0," + settings, offer)) {
                Random random = new Random(3);
                for (int i = 0; i < MESSAGES; i++) {
                    byte[] text = text(random, i % 10 == 9 ? 100_000 : random.nextInt(4000));
                    int opcode = i % 3 == 0 ? WireFrame.BINARY : WireFrame.TEXT;
                    peer.send(
                            i % 2 == 0
                                    ? peer.fragments(opcode, text, 1 + random.nextInt(500))
                                    : peer.pieces(opcode, text, 1 + random.nextInt(5000)));
                    WireFrame echo = peer.readMessage();
                    assertThat(echo.opcode()).isEqualTo(opcode);
                    assertThat(echo.payload()).as("message %s", i).isEqualTo(text);
                }
                assertThat(peer.compressedMessages()).isEqualTo(MESSAGES);
            }
        }
    }

    private static byte[] text(Random random, int least) {
        StringBuilder text = new StringBuilder();
        while (text.length() < least) {
            text.append(random.nextInt(2) == 0 ? "κόσμε \uD83D\uDE80 " : "number " + random.nextInt(100_000) + ", ");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void fragmentsAreCountedAsTheyCame() throws Exception {
        // C-040, with frames far larger than the buffer that they are inflated into
        try (DeflatePeer peer = open("fragments", "permessage-deflate")) {
            Random random = new Random(5);
            for (int i = 0; i < MESSAGES; i++) {
                byte[] plain = text(random, 1 + 3000 * (i % 7));
                List<WireFrame> frames = peer.pieces(WireFrame.BINARY, plain, 20 + random.nextInt(3000));
                peer.send(frames);
                assertThat(peer.readMessage()).isEqualTo(WireFrame.text("" + frames.size()));
                assertThat(peer.readMessage()).isEqualTo(WireFrame.binary(plain));
            }
        }
    }

    @Test
    void a103MessagesThatAreNotToBeCompressedAreNot() throws Exception {
        // and what was not compressed is no context for what is
        for (String settings : List.of("", "dedicatedDeflater:true")) {
            try (DeflatePeer plain = open("plain?settings=" + settings, "permessage-deflate");
                    DeflatePeer mixed = open("room?settings=" + settings, "permessage-deflate")) {
                Random random = new Random(6);
                for (int i = 0; i < MESSAGES; i++) {
                    byte[] text = text(random, random.nextInt(4000));
                    plain.send(WireFrame.TEXT, text);
                    assertThat(plain.readMessage()).isEqualTo(WireFrame.text(text));
                    // the peer's own plain messages, between compressed ones
                    mixed.socket().send(WireFrame.binary(text));
                    assertThat(mixed.readMessage()).isEqualTo(WireFrame.binary(text));
                    mixed.send(WireFrame.BINARY, text);
                    assertThat(mixed.readMessage()).isEqualTo(WireFrame.binary(text));
                }
                assertThat(plain.compressedMessages()).isZero();
                assertThat(mixed.compressedMessages()).isEqualTo(2 * MESSAGES);
            }
        }
    }

    @Test
    void a100TheThresholdCountsWithoutContextTakeover() throws Exception {
        String[][] table = {
            {"", "permessage-deflate", "1"},
            {"", "permessage-deflate; server_no_context_takeover", "1024"},
            {"threshold:100", "permessage-deflate; server_no_context_takeover", "100"},
            {"threshold:100,thresholdAlways:true", "permessage-deflate", "100"},
        };
        for (String[] row : table) {
            try (DeflatePeer peer = open("echo?settings=" + row[0], row[1])) {
                int least = Integer.parseInt(row[2]);
                for (int size : new int[] {1, 99, 100, 1023, 1024, 5000}) {
                    int before = peer.compressedMessages();
                    peer.send(WireFrame.BINARY, new byte[size]);
                    assertThat(peer.readMessage()).isEqualTo(WireFrame.binary(new byte[size]));
                    assertThat(peer.compressedMessages() - before)
                            .as("%s bytes with %s", size, row[0])
                            .isEqualTo(size >= least ? 1 : 0);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "serverMaxWindowBits:9", "dedicatedDeflater:true", "concurrencyLimit:1"})
    void threadsKeepTheirOrder(String settings) throws Exception {
        int threads = 4;
        int count = 1000;
        try (DeflatePeer peer = open("threads?settings=" + settings, "permessage-deflate")) {
            peer.send(WireFrame.TEXT, (threads + " " + count).getBytes(StandardCharsets.US_ASCII));
            int[] next = new int[threads];
            for (int i = 0; i < threads * count; i++) {
                String text = peer.readMessage().payloadText();
                int thread = text.charAt(0) - '0';
                int number = next[thread]++;
                String name = thread + " " + number + " ";
                assertThat(text.equals(name + name.repeat(number % 50 == 0 ? 5000 : number % 7)))
                        .as("message %s of thread %s is: %s", number, thread, text.substring(0, name.length()))
                        .isTrue();
            }
            assertThat(peer.compressedMessages()).isGreaterThan(threads * count * 8 / 10);
        }
    }

    @Test
    void connectionsWaitForEachOtherButNotForever() throws Exception {
        //
        String target = "streams?settings=concurrencyLimit:2";
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int seed = i;
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try (DeflatePeer peer = open(target, "permessage-deflate")) {
                            Random random = new Random(seed);
                            for (int n = 0; n < 10; n++) {
                                byte[] text = text(random, random.nextInt(100_000));
                                peer.send(peer.fragments(WireFrame.TEXT, text, 5000));
                                assertThat(peer.readMessage()).isEqualTo(WireFrame.text(text));
                            }
                        } catch (Exception e) {
                            throw new CompletionException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }
        for (CompletableFuture<Void> one : all) {
            one.get(60, TimeUnit.SECONDS);
        }
    }
}
