package plain;

import jakarta.servlet.http.HttpSession;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.security.Principal;

/** Tells who the user is, by the container's login or by the filter's. */
public final class WhoAmI {
    private WhoAmI() {}

    /** Behind the security constraint of web.xml. */
    @ServerEndpoint(value = "/secured/whoami", configurator = Identity.class)
    public static class Secured extends Teller {
        @OnOpen
        @Override
        public void open(Session session, EndpointConfig config) {
            super.open(session, config);
        }

        @OnMessage
        @Override
        public String tell(String question) {
            return super.tell(question);
        }
    }

    /** Behind {@link TokenFilter}. */
    @ServerEndpoint(value = "/filtered/whoami", configurator = Identity.class)
    public static class Filtered extends Teller {
        @OnOpen
        @Override
        public void open(Session session, EndpointConfig config) {
            super.open(session, config);
        }

        @OnMessage
        @Override
        public String tell(String question) {
            return super.tell(question);
        }
    }

    /** For everybody. */
    @ServerEndpoint(value = "/open/whoami", configurator = Identity.class)
    public static class Open extends Teller {
        @OnOpen
        @Override
        public void open(Session session, EndpointConfig config) {
            super.open(session, config);
        }

        @OnMessage
        @Override
        public String tell(String question) {
            return super.tell(question);
        }
    }

    /** What the three share; not annotated, as annotations are not inherited by overriding methods. */
    public static class Teller {
        private String answer = "";

        public void open(Session session, EndpointConfig config) {
            Principal user = session.getUserPrincipal();
            answer = (user == null ? "nobody" : user.getName()) + ", "
                    + session.getUserProperties().get("facts");
        }

        public String tell(String question) {
            return answer;
        }
    }

    /** Looks at the handshake. */
    public static class Identity extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            HttpSession session = (HttpSession) request.getHttpSession();
            Principal user = request.getUserPrincipal();
            config.getUserProperties()
                    .put(
                            "facts",
                            (user == null ? "nobody" : user.getName()) + " chatter " + request.isUserInRole("chatter")
                                    + " boss " + request.isUserInRole("boss") + " session "
                                    + (session == null ? "none" : session.getAttribute("colour")));
        }
    }
}
