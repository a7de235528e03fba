package plain;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;

/** Text in every form that a method can take and return. */
@SuppressWarnings("FutureReturnValueIgnored") // as strangers write it
public final class TextShapes {
    private TextShapes() {}

    @ServerEndpoint("/text/string")
    public static class OfString {
        @OnMessage
        public String echo(String text) {
            return text;
        }
    }

    @ServerEndpoint("/text/basic")
    public static class OfBasicRemote {
        @OnMessage
        public void echo(Session session, String text) throws IOException {
            session.getBasicRemote().sendText(text);
        }
    }

    @ServerEndpoint("/text/async")
    public static class OfAsyncRemote {
        @OnMessage
        public void echo(String text, Session session) {
            session.getAsyncRemote().sendText(text);
        }
    }

    @ServerEndpoint("/text/int")
    public static class OfInt {
        @OnMessage
        public int echo(int number) {
            return number;
        }
    }

    @ServerEndpoint("/text/long")
    public static class OfLong {
        @OnMessage
        public Long echo(Long number) {
            return number;
        }
    }

    @ServerEndpoint("/text/short")
    public static class OfShort {
        @OnMessage
        public short echo(short number) {
            return number;
        }
    }

    @ServerEndpoint("/text/byte")
    public static class OfByte {
        @OnMessage
        public Byte echo(byte number) {
            return number;
        }
    }

    @ServerEndpoint("/text/double")
    public static class OfDouble {
        @OnMessage
        public double echo(double number, Session session) {
            return number;
        }
    }

    @ServerEndpoint("/text/float")
    public static class OfFloat {
        @OnMessage
        public Float echo(Float number) {
            return number;
        }
    }

    @ServerEndpoint("/text/char")
    public static class OfChar {
        @OnMessage
        public char echo(char letter) {
            return letter;
        }
    }

    @ServerEndpoint("/text/boolean")
    public static class OfBoolean {
        @OnMessage
        public boolean echo(boolean bit) {
            return bit;
        }
    }

    @ServerEndpoint("/text/reader")
    public static class OfReader {
        @OnMessage
        public String echo(Reader reader) throws IOException {
            StringWriter text = new StringWriter();
            reader.transferTo(text);
            return text.toString();
        }
    }

    @ServerEndpoint("/text/partial")
    public static class OfParts {
        private final StringBuilder parts = new StringBuilder();

        @OnMessage
        public void collect(String part, boolean last, Session session) throws IOException {
            parts.append(part);
            if (last) {
                session.getBasicRemote().sendText(parts.toString());
                parts.setLength(0);
            }
        }
    }

    @ServerEndpoint(value = "/text/decoded", decoders = Point.FromText.class, encoders = Point.ToText.class)
    public static class OfObject {
        @OnMessage
        public Point echo(Point point) {
            return point;
        }
    }

    @ServerEndpoint(value = "/text/decodedstream", decoders = Point.FromReader.class, encoders = Point.ToWriter.class)
    public static class OfObjectStream {
        @OnMessage
        public Point echo(Point point, Session session) {
            return point;
        }
    }
}
