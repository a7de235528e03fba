package dev.ws.it.node;

import dev.ws.it.standalone.Standalone;
import java.io.IOException;

/** nodejs-websocket as a client of the stand-alone server. */
class NodejsWebsocketIT implements NodeClientContract {
    @Override
    public int port() {
        return Standalone.shared().port();
    }

    @Override
    public NodeScript client() throws IOException {
        return NodeScript.start("nodejs-websocket-client.js", "ws://127.0.0.1:" + port() + "/peers");
    }
}
