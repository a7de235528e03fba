package programmatic;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Found by the scan; one of them is deployed. */
public final class Annotated {
    private Annotated() {}

    @ServerEndpoint("/annotated/wanted")
    public static class Wanted {
        @OnMessage
        public String echo(String text) {
            return text;
        }
    }

    @ServerEndpoint("/annotated/unwanted")
    public static class Unwanted {
        @OnMessage
        public String echo(String text) {
            return text;
        }
    }
}
