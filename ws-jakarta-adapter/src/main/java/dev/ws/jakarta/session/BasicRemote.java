package dev.ws.jakarta.session;

import dev.ws.SendOptions;
import jakarta.websocket.EncodeException;
import jakarta.websocket.RemoteEndpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends and waits until the connection took the message. Any thread. */
final class BasicRemote extends Remote implements RemoteEndpoint.Basic {
    private final OpenMessage open;

    BasicRemote(Outbound out) {
        super(out);
        this.open = new OpenMessage(out);
    }

    @Override
    public void sendText(@Nullable String text) throws IOException {
        String message = Outbound.given(text, "text");
        open.checkMaySend();
        out.sending().sendBlocking(message, out.blockingTimeout());
    }

    @Override
    public void sendBinary(@Nullable ByteBuffer data) throws IOException {
        ByteBuffer message = Outbound.given(data, "data");
        open.checkMaySend();
        out.sending().sendBlocking(message, out.blockingTimeout());
        message.position(message.limit());
    }

    @Override
    public void sendText(@Nullable String part, boolean last) throws IOException {
        open.text(Outbound.given(part, "part"), last);
    }

    @Override
    public void sendBinary(@Nullable ByteBuffer part, boolean last) throws IOException {
        open.binary(Outbound.given(part, "part"), last);
    }

    @Override
    public OutputStream getSendStream() throws IOException {
        return open.stream();
    }

    @Override
    public Writer getSendWriter() throws IOException {
        return open.writer();
    }

    @Override
    public void sendObject(@Nullable Object object) throws IOException, EncodeException {
        Object message = Outbound.given(object, "object");
        open.checkMaySend();
        out.sending().sendBlocking(out.encode(message), SendOptions.DEFAULT, out.blockingTimeout());
    }
}
