package dev.ws.it.http2.secured;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.security.Principal;

/** The endpoint, with its path, and with the one that {@link UpgradingServlet} gives it. */
@ServerEndpoint("/{rule}/endpoint")
public final class WhoEndpoint {
    /** Tells who it is. */
    @OnOpen
    public void onOpen(Session session) throws IOException {
        Principal principal = session.getUserPrincipal();
        String name = principal == null ? "nobody" : principal.getName();
        session.getBasicRemote().sendText(name);
    }
}
