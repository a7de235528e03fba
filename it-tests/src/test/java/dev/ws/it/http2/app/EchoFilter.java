package dev.ws.it.http2.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.servlet.WebSocketFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;

/** The filter. */
@WebFilter(
        urlPatterns = "/filter/*",
        asyncSupported = true,
        dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC})
public final class EchoFilter extends WebSocketFilter {
    private static final long serialVersionUID = 1L;

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        Journal.watch(server());
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        Behaviour.begin(ws, request);
    }
}
