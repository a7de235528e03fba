package dev.ws.it.conformance;

import dev.ws.it.standalone.Standalone;
import dev.ws.it.wire.RawWebSocket;

/** The echo of the stand-alone server. */
class StandaloneConformanceIT implements ConformanceContract {
    @Override
    public Subject subject() {
        return () -> RawWebSocket.open(Standalone.shared().port(), "/peers/echo");
    }
}
