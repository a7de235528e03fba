package dev.ws.examples.standalone;

import dev.ws.client.WebSocketClient;
import dev.ws.message.WebSocketDuplex;
import dev.ws.message.WebSocketStreams;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;

/**
 * Sends the lines of standard input, and prints what comes back. The end of the input closes the connection. Argument: the
 * server, ws://localhost:9001 by default, where {@link AutobahnServer} echoes.
 */
public final class StreamClient {
    private StreamClient() {}

    /**
     * Passes characters on in both directions.
     *
     * @param args the address
     * @throws IOException when the connection breaks
     */
    public static void main(String[] args) throws IOException {
        String address = args.length == 0 ? "ws://localhost:9001" : args[0];
        CompletableFuture<WebSocketDuplex> made = new CompletableFuture<>();
        try (WebSocketClient client = WebSocketClient.create()) {
            client.connect(address, ws -> made.complete(WebSocketStreams.duplex(ws)))
                    .join();
            WebSocketDuplex duplex = made.join();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(duplex));
            Reader received = duplex.reader();
            for (int c = received.read(); c >= 0; c = received.read()) {
                System.out.print((char) c);
                System.out.flush();
            }
            sending.join();
        }
    }

    private static void send(WebSocketDuplex duplex) {
        try (Writer out = duplex.writer()) {
            Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
            while (lines.hasNextLine()) {
                out.write(lines.nextLine() + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
