package dev.ws.it.http2.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** An echo: by our adapter beside our jars, by Jetty's own WebSocket in an application without them. */
@ServerEndpoint("/endpoint/echo")
public final class NativeEcho {
    /** Sends a text back. */
    @OnMessage
    public String onText(String text) {
        return text;
    }
}
