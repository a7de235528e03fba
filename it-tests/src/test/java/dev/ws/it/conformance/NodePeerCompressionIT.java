package dev.ws.it.conformance;

import dev.ws.it.node.NodeScript;
import dev.ws.it.wire.DeflatePeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests the table itself: a peer that is known to be good passes a sample of it. */
class NodePeerCompressionIT implements CompressionContract {
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
    public DeflatePeer open(String offer) throws IOException {
        // a threshold of its own where there is no context takeover
        return DeflatePeer.open(port, "/deflate/echo?settings=threshold:0", offer);
    }

    @Override
    public List<CompressionCase> rows() {
        List<CompressionCase> all = CompressionCases.all();
        return java.util.stream.IntStream.range(0, all.size())
                .filter(i -> i % 11 == 0)
                .mapToObj(all::get)
                .toList();
    }
}
