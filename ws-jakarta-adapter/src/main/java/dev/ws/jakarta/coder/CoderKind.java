package dev.ws.jakarta.coder;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;

/** The four kinds of encoders and decoders, in the order in which the kinds of one class are asked. */
enum CoderKind {
    TEXT(Encoder.Text.class, Decoder.Text.class),
    TEXT_STREAM(Encoder.TextStream.class, Decoder.TextStream.class),
    BINARY(Encoder.Binary.class, Decoder.Binary.class),
    BINARY_STREAM(Encoder.BinaryStream.class, Decoder.BinaryStream.class);

    final Class<? extends Encoder> encoder;
    final Class<? extends Decoder> decoder;

    CoderKind(Class<? extends Encoder> encoder, Class<? extends Decoder> decoder) {
        this.encoder = encoder;
        this.decoder = decoder;
    }

    boolean isText() {
        return this == TEXT || this == TEXT_STREAM;
    }

    boolean isStream() {
        return this == TEXT_STREAM || this == BINARY_STREAM;
    }
}
