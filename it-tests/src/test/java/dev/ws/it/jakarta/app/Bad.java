package dev.ws.it.jakarta.app;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;

/** Endpoints that must not be deployed, each for one reason. */
public final class Bad {
    private Bad() {}

    @ServerEndpoint("")
    public static class EmptyPath {
        @OnMessage
        public String echo(String text) {
            return text;
        }
    }

    @ServerEndpoint("nowhere")
    public static class NoSlash {
        @OnMessage
        public String echo(String text) {
            return text;
        }
    }

    @ServerEndpoint("/good")
    public static class SamePath {
        @OnMessage
        public String echo(String text) {
            return text;
        }
    }

    @ServerEndpoint("/bad/{a}/{a}")
    public static class RepeatedVariable {
        @OnMessage
        public String echo(String text) {
            return text;
        }
    }

    @ServerEndpoint("/bad")
    public static class StringAndInt {
        @OnMessage
        public void take(String text, int number) {}
    }

    @ServerEndpoint("/bad")
    public static class BufferAndInt {
        @OnMessage
        public void take(ByteBuffer bytes, int number) {}
    }

    @ServerEndpoint("/bad")
    public static class ReaderAndBoolean {
        @OnMessage
        public void take(Reader reader, boolean last) {}
    }

    @ServerEndpoint("/bad")
    public static class StreamAndBoolean {
        @OnMessage
        public void take(InputStream stream, boolean last) {}
    }

    @ServerEndpoint("/bad")
    public static class PongAndBoolean {
        @OnMessage
        public void take(PongMessage pong, boolean last) {}
    }

    @ServerEndpoint("/bad")
    public static class BigDecimalMessage {
        @OnMessage
        public void take(BigDecimal number) {}
    }

    @ServerEndpoint("/bad")
    public static class NoDecoder {
        @OnMessage
        public void take(Good object) {}
    }

    @ServerEndpoint("/bad")
    public static class TwoTexts {
        @OnMessage
        public void take(String text) {}

        @OnMessage
        public void read(Reader reader) {}
    }

    @ServerEndpoint("/bad")
    public static class TwoBinaries {
        @OnMessage
        public void take(byte[] bytes) {}

        @OnMessage
        public void read(ByteBuffer bytes) {}
    }

    @ServerEndpoint("/bad")
    public static class TwoPongs {
        @OnMessage
        public void take(PongMessage pong) {}

        @OnMessage
        public void again(PongMessage pong, Session session) {}
    }

    @ServerEndpoint("/bad")
    public static class TwoOpens {
        @OnOpen
        public void one() {}

        @OnOpen
        public void two(Session session) {}
    }

    @ServerEndpoint("/bad")
    public static class OpenWithInt {
        @OnOpen
        public void open(Session session, int number) {}
    }

    @ServerEndpoint("/bad")
    public static class TwoCloses {
        @OnClose
        public void one() {}

        @OnClose
        public void two(Session session) {}
    }

    @ServerEndpoint("/bad")
    public static class CloseWithInt {
        @OnClose
        public void closed(CloseReason reason, Session session, int number) {}
    }

    @ServerEndpoint("/bad")
    public static class TwoErrors {
        @OnError
        public void one(Throwable error) {}

        @OnError
        public void two(Session session, Throwable error) {}
    }

    @ServerEndpoint("/bad")
    public static class ErrorWithInt {
        @OnError
        public void fail(Throwable error, int number) {}
    }

    @ServerEndpoint("/bad")
    public static class ErrorWithoutError {
        @OnError
        public void fail(Session session) {}
    }

    @ServerEndpoint("/bad/{good}")
    public static class OpenWithOddParameter {
        @OnOpen
        public void open(@PathParam("good") Good good) {}
    }

    @ServerEndpoint("/bad/{good}")
    public static class MessageWithOddParameter {
        @OnMessage
        public void take(String text, @PathParam("good") Good good) {}
    }

    @ServerEndpoint("/bad/{good}")
    public static class CloseWithOddParameter {
        @OnClose
        public void closed(@PathParam("good") Good good) {}
    }

    @ServerEndpoint("/bad/{good}")
    public static class ErrorWithOddParameter {
        @OnError
        public void fail(Throwable error, @PathParam("good") Good good) {}
    }

    @ServerEndpoint("/bad")
    public static class NoConstructor {
        public NoConstructor(String name) {}

        @OnMessage
        public void take(String text) {}
    }
}
