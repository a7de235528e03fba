package plain;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** More than the heap takes, or the peer reads. */
public final class Streams {
    private Streams() {}

    /** Sends messages of 64 KiB, so many MiB as the text says. */
    @ServerEndpoint("/streams/flood")
    public static class Flood {
        @OnMessage
        public void flood(String mebibytes, Session session) throws IOException {
            for (int i = 0; i < Integer.parseInt(mebibytes) * 16; i++) {
                session.getBasicRemote()
                        .sendBinary(ByteBuffer.allocate(64 << 10).putInt(0, i));
            }
            session.getBasicRemote().sendText("done");
        }
    }

    /** Counts the bytes of a message. */
    @ServerEndpoint("/streams/count")
    public static class Count {
        @OnMessage
        public long count(InputStream bytes) throws IOException {
            byte[] buffer = new byte[32 << 10];
            long count = 0;
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                count += read;
            }
            return count;
        }
    }

    /** Sends one message of so many MiB as the text says. */
    @ServerEndpoint("/streams/generate")
    public static class Generate {
        @OnMessage
        public void generate(String mebibytes, Session session) throws IOException {
            byte[] buffer = new byte[32 << 10];
            try (OutputStream out = session.getBasicRemote().getSendStream()) {
                for (int i = 0; i < Integer.parseInt(mebibytes) * 32; i++) {
                    out.write(buffer);
                }
            }
        }
    }
}
