package plain;

import jakarta.websocket.OnMessage;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Bytes in every form that a method can take and return. */
public final class BinaryShapes {
    private BinaryShapes() {}

    @ServerEndpoint("/binary/array")
    public static class OfArray {
        @OnMessage
        public byte[] echo(byte[] bytes) {
            return bytes;
        }
    }

    @ServerEndpoint("/binary/buffer")
    public static class OfBuffer {
        @OnMessage
        public ByteBuffer echo(ByteBuffer bytes, Session session) {
            return bytes;
        }
    }

    @ServerEndpoint("/binary/basic")
    public static class OfBasicRemote {
        @OnMessage
        public void echo(ByteBuffer bytes, Session session) throws IOException {
            session.getBasicRemote().sendBinary(bytes);
        }
    }

    @ServerEndpoint("/binary/stream")
    public static class OfStream {
        @OnMessage
        public void echo(InputStream bytes, Session session) throws IOException {
            try (OutputStream out = session.getBasicRemote().getSendStream()) {
                bytes.transferTo(out);
            }
        }
    }

    @ServerEndpoint("/binary/arrayparts")
    public static class OfArrayParts {
        private final ByteArrayOutputStream parts = new ByteArrayOutputStream();

        @OnMessage
        public void collect(Session session, byte[] part, boolean last) throws IOException {
            parts.writeBytes(part);
            if (last) {
                session.getBasicRemote().sendBinary(ByteBuffer.wrap(parts.toByteArray()));
                parts.reset();
            }
        }
    }

    @ServerEndpoint("/binary/bufferparts")
    public static class OfBufferParts {
        @OnMessage
        public void pass(ByteBuffer part, boolean last, Session session) throws IOException {
            session.getBasicRemote().sendBinary(part, last);
        }
    }

    @ServerEndpoint(value = "/binary/decoded", decoders = Point.FromBytes.class, encoders = Point.ToBytes.class)
    public static class OfObject {
        @OnMessage
        public Point echo(Point point) {
            return point;
        }
    }

    @ServerEndpoint(
            value = "/binary/decodedstream",
            decoders = Point.FromInputStream.class,
            encoders = Point.ToOutputStream.class)
    public static class OfObjectStream {
        @OnMessage
        public Point echo(Point point) {
            return point;
        }
    }

    @ServerEndpoint("/binary/pong")
    public static class OfPong {
        @OnMessage
        public void ping(String text, Session session) throws IOException {
            session.getBasicRemote().sendPing(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }

        @OnMessage
        public ByteBuffer pong(PongMessage pong) {
            return pong.getApplicationData();
        }
    }
}
