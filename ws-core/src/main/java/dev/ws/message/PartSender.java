package dev.ws.message;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends the parts of one message that was opened for streaming. */
public interface PartSender {
    /**
     * Sends the next part as a frame, waiting while too much output is queued.
     *
     * @param part the payload; taken when this returns
     * @param last whether it ends the message
     * @throws IOException when the connection is closing, or the output did not move within the send timeout
     */
    void send(ByteBuffer part, boolean last) throws IOException;
}
