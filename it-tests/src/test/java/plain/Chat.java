package plain;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

/** Rooms whose members hear each other. */
@ServerEndpoint("/chat/{room}/{name}")
public class Chat {
    private String name = "";

    @OnOpen
    public void enter(Session session, @PathParam("room") String room, @PathParam("name") String name) {
        this.name = name;
        tell(session, room, name + " entered");
    }

    @OnMessage
    public void say(String text, Session session, @PathParam("room") String room) {
        tell(session, room, name + ": " + text);
    }

    @OnClose
    public void leave(Session session, @PathParam("room") String room) {
        tell(session, room, name + " left");
    }

    @SuppressWarnings("FutureReturnValueIgnored") // as everybody does
    private static void tell(Session session, String room, String text) {
        for (Session other : session.getOpenSessions()) {
            if (other.isOpen() && room.equals(other.getPathParameters().get("room"))) {
                other.getAsyncRemote().sendText(text);
            }
        }
    }
}
