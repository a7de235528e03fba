package peers;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** "4001 bye" closes with code and reason, "" without either; how connections with an id ended can be asked for. */
@ServerEndpoint("/close")
public class Close {
    private static final Map<String, CompletableFuture<String>> ENDS = new ConcurrentHashMap<>();

    @OnMessage
    public void close(String command, Session session) throws IOException {
        String[] words = command.split(" ", 2);
        int code = command.isEmpty() ? CloseReason.CloseCodes.NO_STATUS_CODE.getCode() : Integer.parseInt(words[0]);
        session.close(new CloseReason(closeCode(code), words.length > 1 ? words[1] : ""));
    }

    // The enumeration of Tomcat's API has no 1014.
    private static CloseReason.CloseCode closeCode(int code) {
        return code == 1014 ? () -> code : CloseReason.CloseCodes.getCloseCode(code);
    }

    private static CompletableFuture<String> end(String id) {
        return ENDS.computeIfAbsent(id, absent -> new CompletableFuture<>());
    }

    /** One whose end is kept. */
    @ServerEndpoint("/watched/{id}")
    public static class Watched {
        @OnClose
        public void closed(CloseReason reason, @PathParam("id") String id) {
            end(id).complete(reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
        }
    }

    /** Tells the end of the one with the id that comes. */
    @ServerEndpoint("/ends")
    public static class Ends {
        @OnMessage
        public String tell(String id) throws InterruptedException, ExecutionException, TimeoutException {
            return end(id).get(60, TimeUnit.SECONDS);
        }
    }
}
