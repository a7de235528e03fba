package dev.ws.it.node;

import dev.ws.it.standalone.Standalone;

/** Node's ws as a client of the stand-alone server. */
class NodeStandaloneIT implements NodeClientContract {
    @Override
    public int port() {
        return Standalone.shared().port();
    }

    @Override
    public String prefix() {
        return "/peers";
    }
}
