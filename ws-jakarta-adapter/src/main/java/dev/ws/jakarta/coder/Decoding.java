package dev.ws.jakarta.coder;

import jakarta.websocket.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;

/** How the messages of one kind become objects of one type. Either whole messages are decoded, or streams. */
public interface Decoding {
    /** {@return whether {@link #decode(Reader)} or {@link #decode(InputStream)} is to be called} */
    boolean isStream();

    /** Decodes a whole text message: the first decoder that will. */
    Object decode(String message) throws DecodeException;

    /** Decodes a whole binary message: the first decoder that will. */
    Object decode(ByteBuffer message) throws DecodeException;

    /** Decodes a text message while it arrives. */
    Object decode(Reader message) throws DecodeException, IOException;

    /** Decodes a binary message while it arrives. */
    Object decode(InputStream message) throws DecodeException, IOException;
}
