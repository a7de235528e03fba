package peers;

import dev.ws.HandshakeRequest;
import dev.ws.handshake.TrustedProxies;
import dev.ws.jakarta.WebSocketSession;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Says whose handshake it is, as far as proxies at 127.0.0.1 tell, and what was asked for. */
@ServerEndpoint("/client")
public class Client {
    @OnOpen
    public void open(Session session) throws IOException {
        HandshakeRequest request = WebSocketSession.of(session).webSocket().handshake();
        TrustedProxies proxies = TrustedProxies.of("127.0.0.1");
        if ("forwarded".equals(request.query())) {
            proxies = proxies.readForwarded();
        }
        InetSocketAddress address = proxies.clientAddress(request);
        session.getBasicRemote()
                .sendText((address == null ? "nobody" : address.getHostString())
                        + (proxies.secure(request) ? " https " : " http ")
                        + proxies.host(request));
    }
}
