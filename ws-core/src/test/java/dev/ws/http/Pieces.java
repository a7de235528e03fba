package dev.ws.http;

import dev.ws.frame.Splits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** The ways in which bytes can arrive, as buffers. */
final class Pieces {
    private Pieces() {}

    /** Tries all ways: at once, byte by byte, cut in two at each point. */
    static void forEach(byte[] bytes, Consumer<List<ByteBuffer>> way) {
        for (List<byte[]> pieces : Splits.of(bytes)) {
            way.accept(pieces.stream().map(Splits::offset).toList());
        }
    }
}
