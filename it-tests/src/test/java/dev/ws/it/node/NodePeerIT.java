package dev.ws.it.node;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests the scenarios themselves: Node's ws passes them on both sides. */
class NodePeerIT implements NodeClientContract {
    private NodeScript server; // JUnit thread
    private int port; // JUnit thread

    @BeforeAll
    void startNode() throws IOException {
        server = NodeScript.start("server.js");
        port = Integer.parseInt(server.line().substring("listening ".length()));
    }

    @AfterAll
    void stopNode() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public int port() {
        return port;
    }
}
