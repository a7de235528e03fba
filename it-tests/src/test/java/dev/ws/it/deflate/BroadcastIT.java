package dev.ws.it.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.DeflatePeer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Broadcasts to receivers that agreed on different things, mixed with messages to each of them alone: no context is
 * spoiled by a message that was compressed without it.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11"})
class BroadcastIT {
    private static final int BROADCASTS = 1000;
    private static final List<String> OFFERS = List.of(
            "permessage-deflate",
            "permessage-deflate; client_max_window_bits=9",
            "permessage-deflate; server_no_context_takeover",
            "permessage-deflate; client_no_context_takeover",
            "permessage-deflate; server_max_window_bits=8",
            "permessage-deflate; server_max_window_bits=8; server_no_context_takeover",
            "permessage-deflate; server_max_window_bits=11",
            "permessage-deflate; server_max_window_bits=15");

    @Parameter
    ContainerKind kind; // JUnit thread

    @ParameterizedTest
    @ValueSource(
            strings = {"threshold:0", "threshold:200,compressionHistory:32768", "threshold:0,dedicatedDeflater:true"})
    void broadcastsAndSinglesMix(String settings) throws Exception {
        int port = Container.shared(kind).port();
        String target = "/deflate/room?settings=" + settings;
        List<DeflatePeer> receivers = new ArrayList<>();
        try (RawWebSocket driver = RawWebSocket.open(port, target)) {
            for (String offer : OFFERS) {
                receivers.add(DeflatePeer.open(port, target, offer));
            }
            List<CompletableFuture<Void>> readers = new ArrayList<>();
            for (int i = 0; i < receivers.size(); i++) {
                DeflatePeer receiver = receivers.get(i);
                int seed = i;
                readers.add(CompletableFuture.runAsync(() -> read(receiver, seed), task -> new Thread(task).start()));
            }
            Random broadcasts = new Random(-1);
            List<Random> singles = new ArrayList<>();
            for (int i = 0; i < receivers.size(); i++) {
                singles.add(new Random(i));
            }
            for (int n = 0; n < BROADCASTS; n++) {
                byte[] text = text(broadcasts, "broadcast " + n);
                driver.send(WireFrame.text(text));
                for (int i = 0; i < receivers.size(); i++) {
                    if (hasSingle(n, i)) {
                        receivers.get(i).send(WireFrame.BINARY, text(singles.get(i), "single " + n));
                    }
                }
                assertThat(driver.readMessage()).isEqualTo(WireFrame.text(text)); // it receives them too, as they are
            }
            for (CompletableFuture<Void> reader : readers) {
                reader.get(60, TimeUnit.SECONDS);
            }
        } finally {
            for (DeflatePeer receiver : receivers) {
                receiver.close();
            }
        }
    }

    private static boolean hasSingle(int n, int receiver) {
        return (n + receiver) % (receiver + 2) == 0;
    }

    private static byte[] text(Random random, String name) {
        StringBuilder text = new StringBuilder(name);
        int size = random.nextInt(random.nextInt(8) == 0 ? 6000 : 500);
        while (text.length() < size) {
            text.append(random.nextInt(4) == 0 ? " " + random.nextInt() : " some of the words that come again");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Broadcasts come in their order and singles in theirs. */
    private static void read(DeflatePeer receiver, int seed) {
        Random broadcasts = new Random(-1);
        Random singles = new Random(seed);
        int broadcast = 0;
        int single = 0;
        int expectedSingles = 0;
        for (int n = 0; n < BROADCASTS; n++) {
            expectedSingles += hasSingle(n, seed) ? 1 : 0;
        }
        for (int seen = 0; seen < BROADCASTS + expectedSingles; seen++) {
            WireFrame message = next(receiver);
            byte[] expected;
            if (message.opcode() == WireFrame.TEXT) {
                expected = text(broadcasts, "broadcast " + broadcast++);
            } else {
                while (!hasSingle(single, seed)) {
                    single++;
                }
                expected = text(singles, "single " + single++);
            }
            if (!Arrays.equals(message.payload(), expected)) {
                throw new AssertionError(receiver.answer() + ": message " + seen + " is " + message.payloadText()
                        + "\nnot " + new String(expected, StandardCharsets.US_ASCII));
            }
        }
        assertThat(receiver.compressedMessages()).as("compressed messages").isGreaterThan(BROADCASTS / 3);
    }

    private static WireFrame next(DeflatePeer receiver) {
        try {
            return receiver.readMessage();
        } catch (IOException e) {
            throw new AssertionError(receiver.answer(), e);
        }
    }
}
