package dev.ws.examples.compression;

import dev.ws.CompressionStatus;
import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import org.jspecify.annotations.Nullable;

/** Tells a client what was agreed and what was saved on its connection. */
final class Report {
    private static final SendOptions UNCOMPRESSED = new SendOptions(true, false);

    private Report() {}

    /** Sends the report uncompressed, so that it does not change what it tells. */
    static void send(WebSocket ws) {
        ws.send(Message.text("{\"compression\":" + json(ws.compression()) + "}"), UNCOMPRESSED, null);
    }

    /** Sends a message back and reports when it is on its way. */
    static void echo(WebSocket ws, Message message) {
        ws.send(message, SendOptions.DEFAULT, failure -> {
            if (failure == null) {
                send(ws);
            }
        });
    }

    private static String json(@Nullable CompressionStatus status) {
        if (status == null) {
            return "null"; // the client did not offer it, or in no way that the server accepts
        }
        return """
                {"toClient":{"takeover":%b,"windowBits":%d,"plain":%d,"compressed":%d},\
                "toServer":{"takeover":%b,"windowBits":%d,"plain":%d,"compressed":%d}}""".formatted(
                        status.sendingTakeover(),
                        status.sendingWindowBits(),
                        status.sentPlainBytes(),
                        status.sentCompressedBytes(),
                        status.receivingTakeover(),
                        status.receivingWindowBits(),
                        status.receivedPlainBytes(),
                        status.receivedCompressedBytes());
    }
}
