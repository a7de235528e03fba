package dev.ws.it.container.app;

import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.CompressionPool;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.extension.deflate.ServerDeflate;
import dev.ws.handshake.HandshakeOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * Servers with permessage-deflate, one for each value of the parameter {@code settings}, such as
 * {@code level:1,clientMaxWindowBits:9}. What a connection does is the last segment of the path. The same for servlets and
 * for the stand-alone server.
 */
public final class DeflateEndpoints {
    private final Map<String, WebSocketServer> servers = new ConcurrentHashMap<>();
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final CompressionPool watched = runtime.compressionPool(DeflateOptions.DEFAULT);
    private final Function<String, WebSocketServer.Builder> builders;

    /**
     * Creates the endpoints.
     *
     * @param builders gives the builder of the server with these settings
     */
    public DeflateEndpoints(Function<String, WebSocketServer.Builder> builders) {
        this.builders = builders;
    }

    /** {@return the server with these settings, made at the first call} */
    public WebSocketServer server(String settings) {
        return servers.computeIfAbsent(settings, this::create);
    }

    /** Ends all servers. */
    public void shutdown() {
        CompletableFuture.allOf(servers.values().stream()
                        .map(server -> server.shutdown(Duration.ofSeconds(1)))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        runtime.close();
    }

    private WebSocketServer create(String settings) {
        WebSocketOptions.Builder options = WebSocketOptions.builder();
        DeflateOptions.Builder deflate = DeflateOptions.builder();
        HandshakeOptions.Builder handshake = HandshakeOptions.builder();
        for (String setting : settings.split(",", -1)) {
            int colon = setting.indexOf(':');
            if (colon > 0) {
                set(setting.substring(0, colon), setting.substring(colon + 1), options, deflate, handshake);
            }
        }
        WebSocketServer.Builder builder =
                builders.apply(settings).options(options.build()).onConnection(this::connected);
        if (settings.contains("watched")) {
            // the same as below with a pool that can be looked at
            ServerDeflate extension = new ServerDeflate(deflate.build(), watched, runtime.buffers());
            return builder.handshake(handshake.extensions(List.of(extension)).build())
                    .build();
        }
        return builder.handshake(handshake.build())
                .perMessageDeflate(deflate.build())
                .build();
    }

    private static void set(
            String name,
            String value,
            WebSocketOptions.Builder options,
            DeflateOptions.Builder deflate,
            HandshakeOptions.Builder handshake) {
        switch (name) {
            case "level" -> deflate.level(Integer.parseInt(value));
            case "threshold" -> deflate.threshold(Integer.parseInt(value));
            case "thresholdAlways" -> deflate.thresholdAlways(Boolean.parseBoolean(value));
            case "serverNoContextTakeover" -> deflate.serverNoContextTakeover(Boolean.parseBoolean(value));
            case "clientNoContextTakeover" -> deflate.clientNoContextTakeover(Boolean.parseBoolean(value));
            case "serverMaxWindowBits" -> deflate.serverMaxWindowBits(Integer.parseInt(value));
            case "clientMaxWindowBits" -> deflate.clientMaxWindowBits(Integer.parseInt(value));
            case "compressionHistory" -> deflate.compressionHistory(Integer.parseInt(value));
            case "dedicatedDeflater" -> deflate.dedicatedDeflater(Boolean.parseBoolean(value));
            case "inflateBufferBytes" -> deflate.inflateBufferBytes(Integer.parseInt(value));
            case "concurrencyLimit" -> deflate.concurrencyLimit(Integer.parseInt(value));
            case "enabled" -> deflate.enabled(Boolean.parseBoolean(value));
            case "maxPayload" -> options.maxPayload(Long.parseLong(value));
            case "maxFragments" -> options.maxFragments(Integer.parseInt(value));
            case "autoFragmentBytes" -> options.autoFragmentBytes(Long.parseLong(value));
            case "idleTimeout" -> options.idleTimeout(Duration.ofSeconds(Integer.parseInt(value)));
            case "dispatch" -> options.dispatch(Dispatch.valueOf(value));
            case "refuseUnacceptableExtensions" -> handshake.refuseUnacceptableExtensions(Boolean.parseBoolean(value));
            case "watched" -> {
                // a pool that can be looked at
            }
            default -> throw new IllegalArgumentException(name);
        }
    }

    private void connected(WebSocket ws, HandshakeRequest request) {
        EventLog.record(ws, request);
        String path = request.path();
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "echo" -> ws.onMessage(DeflateEndpoints::echo);
            case "plain" -> ws.onMessage((peer, message) -> peer.send(message, new SendOptions(true, false), null));
            case "parts" -> echoParts(ws);
            case "fragments" -> echoFragments(ws);
            case "streams" -> echoStreams(ws);
            case "digest" -> ws.binaryStream(null, DeflateEndpoints::digest);
            case "pour" -> ws.textStream(null, DeflateEndpoints::pour);
            case "threads" -> ws.onText(DeflateEndpoints::sendFromThreads);
            case "room" -> room(ws, serverOf(request));
            case "count-callbacks" -> countCallbacks(ws, EventLog.parameter(request, "id"));
            case "lent" -> ws.onText((peer, any) -> peer.send("" + watched.lent()));
            case "connections" ->
                ws.onText((peer, any) -> peer.send(""
                        + servers.values().stream()
                                .mapToInt(server -> server.clients().size())
                                .sum()));
            default -> ws.close(4404, path);
        }
    }

    private WebSocketServer serverOf(HandshakeRequest request) {
        return servers.get(EventLog.parameter(request, "settings"));
    }

    /** Sends back what came, but tells about the compression when asked. */
    private static void echo(WebSocket ws, Message message) {
        if (!message.isBinary()
                && message.buffer().remaining() == 12
                && message.text().equals("?compression")) {
            ws.send(ws.extensionsHeader() + " " + ws.compression());
        } else {
            ws.send(message);
        }
    }

    private static void echoParts(WebSocket ws) {
        ws.textParts((part, last) -> ws.send(Message.text(part), new SendOptions(last, true), null));
        ws.binaryParts((part, last) -> ws.send(Message.binary(part), new SendOptions(last, true), null));
    }

    /** A frame for each frame, and of their number a text message before. */
    private static void echoFragments(WebSocket ws) {
        ws.binaryFragments((peer, fragments) -> {
            peer.send("" + fragments.size());
            for (int i = 0; i < fragments.size(); i++) {
                boolean last = i == fragments.size() - 1;
                peer.send(Message.binary(fragments.get(i)), new SendOptions(last, true), null);
            }
        });
    }

    private static void echoStreams(WebSocket ws) {
        ws.binaryStream(null, (peer, in) -> {
            try (OutputStream out = peer.openBinary()) {
                in.transferTo(out);
            }
        });
        ws.textStream(null, (peer, in) -> {
            try (Writer out = peer.openText()) {
                in.transferTo(out);
            }
        });
    }

    /** Reads a message to its end and tells its length and checksum. */
    private static void digest(WebSocket ws, InputStream in) throws IOException {
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[8192];
        long total = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            crc.update(buffer, 0, count);
            total += count;
        }
        ws.send(total + " " + Long.toHexString(crc.getValue()));
    }

    /** Sends as many bytes as the message says, all 'x' or, after a "?", any, as one message. */
    private static void pour(WebSocket ws, Reader in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            text.append((char) c);
        }
        byte[] block = new byte[8192];
        Arrays.fill(block, (byte) 'x');
        boolean any = text.charAt(0) == '?';
        Random random = new Random(1);
        try (OutputStream out = ws.openBinary()) {
            for (long left = Long.parseLong(text.substring(any ? 1 : 0)); left > 0; left -= block.length) {
                if (any) {
                    random.nextBytes(block);
                }
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
    }

    /** "threads count": each thread counts for itself, with messages of all sizes, some of them part by part. */
    private static void sendFromThreads(WebSocket ws, String command) {
        String[] words = command.split(" ", -1);
        int count = Integer.parseInt(words[1]);
        Lock turn = new ReentrantLock(); // one stream may be open at a time
        for (int t = 0; t < Integer.parseInt(words[0]); t++) {
            int thread = t;
            new Thread(() -> {
                        for (int i = 0; i < count; i++) {
                            String name = thread + " " + i + " ";
                            String text = name + name.repeat(i % 50 == 0 ? 5000 : i % 7);
                            if (i % 20 == 19) {
                                sendInParts(ws, text, turn);
                            } else {
                                ws.send(Message.text(text), new SendOptions(true, i % 9 > 0), null);
                            }
                        }
                    })
                    .start();
        }
    }

    private static void sendInParts(WebSocket ws, String text, Lock turn) {
        turn.lock();
        try (Writer out = ws.openText()) {
            out.write(text, 0, text.length() / 2);
            out.flush();
            out.write(text, text.length() / 2, text.length() - text.length() / 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            turn.unlock();
        }
    }

    /** Text goes to everybody, binary messages come back. */
    private static void room(WebSocket ws, WebSocketServer server) {
        ws.onMessage((peer, message) -> {
            if (message.isBinary()) {
                peer.send(message);
            } else {
                server.broadcast(message);
            }
        });
    }

    /** "count size how": sends messages, ends the connection that way, and writes down what the callbacks were told. */
    private static void countCallbacks(WebSocket ws, String id) {
        ws.onText((peer, command) -> {
            String[] words = command.split(" ", -1);
            int count = Integer.parseInt(words[0]);
            byte[] bytes = new byte[Integer.parseInt(words[1])];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (i * 31 ^ i >> 7);
            }
            AtomicInteger missing = new AtomicInteger(count);
            AtomicInteger[] told = {new AtomicInteger(), new AtomicInteger()};
            CountDownLatch half = new CountDownLatch(count / 2);
            Thread sender = new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    half.countDown();
                    AtomicInteger calls = new AtomicInteger();
                    peer.send(Message.binary(ByteBuffer.wrap(bytes)), SendOptions.DEFAULT, failure -> {
                        if (calls.incrementAndGet() > 1) {
                            EventLog.add(id, "told twice");
                        }
                        told[failure == null ? 0 : 1].incrementAndGet();
                        if (missing.decrementAndGet() == 0) {
                            EventLog.add(id, "told " + (told[0].get() + told[1].get()));
                        }
                    });
                }
            });
            sender.start();
            awaitQuietly(half);
            if (words[2].equals("close")) {
                peer.close(4000, "enough");
            } else if (words[2].equals("terminate")) {
                peer.terminate();
            }
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
