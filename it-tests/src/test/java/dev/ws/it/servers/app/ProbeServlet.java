package dev.ws.it.servers.app;

import dev.ws.servlet.WebSocketServlet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A servlet whose connections {@link StateServlet} counts. */
abstract class ProbeServlet extends WebSocketServlet {
    private static final long serialVersionUID = 1L;

    private static final List<ProbeServlet> ALL = new CopyOnWriteArrayList<>();

    @Override
    public void init() {
        ALL.add(this);
    }

    /** The connections of all servlets. */
    static int clients() {
        return ALL.stream()
                .mapToInt(servlet -> servlet.server().clients().size())
                .sum();
    }
}
