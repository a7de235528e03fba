package handshakes;

import jakarta.websocket.Extension;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Tells what its configurator was asked since the last question. */
@ServerEndpoint(
        value = "/configured",
        subprotocols = {"a", "b"},
        configurator = Configured.Asked.class)
public class Configured {
    static final Queue<String> QUESTIONS = new ConcurrentLinkedQueue<>();

    /** Lets in whoever does not come from a page of {@code stranger.org}. */
    public static class Asked extends ServerEndpointConfig.Configurator {
        @Override
        public boolean checkOrigin(String origin) {
            QUESTIONS.add("origin " + origin);
            return !"http://stranger.org".equals(origin);
        }

        @Override
        public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
            QUESTIONS.add("subprotocol " + supported + " " + requested);
            return "";
        }

        @Override
        public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
            QUESTIONS.add("extensions " + !installed.isEmpty() + " "
                    + requested.stream().map(Extension::getName).toList());
            return requested;
        }
    }

    @OnMessage
    public String questions(String text) {
        StringBuilder all = new StringBuilder();
        for (String question = QUESTIONS.poll(); question != null; question = QUESTIONS.poll()) {
            all.append(question).append("; ");
        }
        return all.toString();
    }
}
