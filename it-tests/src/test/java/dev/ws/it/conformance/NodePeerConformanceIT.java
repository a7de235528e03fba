package dev.ws.it.conformance;

import dev.ws.it.node.NodeScript;
import dev.ws.it.wire.RawWebSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests the table itself: a peer that is known to be good passes, save for checking text late. */
class NodePeerConformanceIT implements ConformanceContract {
    private NodeScript server; // JUnit thread
    private int port; // JUnit thread

    @BeforeAll
    void startNode() throws Exception {
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
    public Subject subject() {
        return () -> RawWebSocket.open(port, "/echo");
    }

    /** ws checks text when the message is complete, which RFC 6455 section 8.1 leaves open. */
    @Override
    public Stream<ConformanceCase> rows() {
        return ConformanceSuite.cases().stream().filter(row -> !row.failFast());
    }
}
